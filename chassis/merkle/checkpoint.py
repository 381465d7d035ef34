"""Checkpoints (c2sp.org/tlog-checkpoint): what a log says it is at one size; and what a witness does with one."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chassis.merkle.note import BadNote, Note, Signer, Verifier
from chassis.merkle.tree import verify_consistency

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log (`origin`), its number of leaves and the root over them (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read the text of a note; extension lines are allowed and ignored. Raises BadNote."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]) or not _SIZE.fullmatch(lines[1]):
            raise BadNote("not a checkpoint: origin, size and root, a line each")
        try:
            root = base64.b64decode(lines[2], validate=True)
        except (binascii.Error, ValueError) as wrong:
            raise BadNote("the checkpoint's root is not base 64") from wrong
        if len(root) != 32:
            raise BadNote("the checkpoint's root is not 32 bytes")
        return cls(lines[0], int(lines[1]), root)

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def signed(self, signer: Signer, at: datetime) -> Note:
        """The note with the log's own signature."""
        text = str(self)
        return Note(text, (signer.sign(text, at),))


@dataclass(frozen=True, slots=True)
class KnownLog:
    """A log as others know it: its origin, and every key it has signed with."""

    origin: str
    keys: tuple[Verifier, ...]

    def open(self, note: Note) -> Checkpoint:
        """What the note says, once one of the log's keys is found under it.

        Raises:
            BadNote: unsigned by the log, wrongly signed, about another log, or not a checkpoint.
        """
        if not note.signers(self.keys):
            raise BadNote("the checkpoint is not signed by the log")
        checkpoint = Checkpoint.parse(note.text)
        if checkpoint.origin != self.origin:
            raise BadNote(f"the checkpoint is about {checkpoint.origin}, not {self.origin}")
        return checkpoint


class Inconsistent(Exception):
    """The log shows something else than it showed before: proof of a rewrite, or of two faces."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody outside who signs a log's checkpoints as long as it only grows (c2sp.org/tlog-witness)."""

    log: KnownLog
    key: Signer

    def cosign(self, note: Note, proof: Sequence[bytes], seen: Checkpoint | None, at: datetime) -> Note:
        """`note` with our line added, if `proof` shows that it begins with what we have `seen` last.

        Keep what was signed as the next `seen` before the signature is handed out.

        Raises:
            BadNote: not a checkpoint by this log.
            Inconsistent: it does not begin with what was seen; keep both notes, they are the evidence.
        """
        shown = self.log.open(note)
        if seen and not verify_consistency(seen.size, shown.size, seen.root, shown.root, proof):
            raise Inconsistent(f"{shown.origin} at size {shown.size} does not begin with the {seen.size} leaves seen")
        return replace(note, signatures=(*note.signatures, self.key.sign(note.text, at)))
