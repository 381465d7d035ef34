"""Proofs for one entry, and for two checkpoints: fetched, verified here, and printed so that others can verify them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import MetaData

from chassis.db import database
from chassis.errors import NotFound
from chassis.merkle import Checkpoint, KnownLog, Log, Note, log_tables
from chassis.merkle.tree import verify_consistency, verify_inclusion
from console.api import Api
from console.audit import LOGGED, log_of
from console.topology import database_url
from console.witness_app import log_keys


class NotProved(Exception):
    """The log does not show what it is held to."""


@dataclass(frozen=True, slots=True)
class Proved:
    """That an entry is in the log a checkpoint signs: verified. `entry` is what its hash is of, where it is known."""

    leaf_id: str
    index: int
    leaf_hash: bytes
    path: Sequence[bytes]
    note: Note
    entry: str = ""

    def document(self) -> dict[str, object]:
        return {
            "leaf_id": self.leaf_id,
            "index": self.index,
            "leaf_hash": self.leaf_hash.hex(),
            "entry": self.entry or None,
            "path": [each.hex() for each in self.path],
            "checkpoint": str(self.note),
        }

    def lines(self) -> list[str]:
        signed = Checkpoint.parse(self.note.text)
        return [
            f"{self.leaf_id} is entry {self.index} of the {signed.size} that {signed.origin} has signed for: verified.",
            *([f"  entry {self.entry}"] if self.entry else []),
            f"  leaf {self.leaf_hash.hex()}",
            *(f"  with {each.hex()}" for each in self.path),
            f"  root {signed.root.hex()}",
            "",
            str(self.note).rstrip("\n"),
        ]


@dataclass(frozen=True, slots=True)
class Grown:
    """That the log of one checkpoint begins the log of another: verified."""

    old: Checkpoint
    new: Checkpoint
    path: Sequence[bytes]

    def document(self) -> dict[str, object]:
        path = [each.hex() for each in self.path]
        return {"origin": self.new.origin, "from": self.old.size, "to": self.new.size, "path": path}

    def lines(self) -> list[str]:
        said = (
            f"The {self.new.size} entries of {self.new.origin} begin with the {self.old.size} signed before: verified."
        )
        return [said, *(f"  with {each.hex()}" for each in self.path)]


async def proof_from_folder(data: Path, leaf_id: str, kept: str) -> Proved:
    """From whichever service's database has the entry, with nothing running; against a checkpoint `kept`, else the
    newest. Raises NotProved, BadNote.
    """
    for service in LOGGED:
        known, log = log_of(data, service), Log(log_tables(MetaData()))
        async with database(database_url(data, service)) as db, db.reading() as tx:
            try:
                await log.leaf(tx, leaf_id)
            except NotFound:
                continue
            note = Note.parse(kept) if kept else await log.latest(tx)
            if note is None:
                break
            try:
                found = await log.inclusion(tx, leaf_id, known.open(note).size)
            except NotFound as missing:
                raise NotProved(missing.detail) from None
        index = found.leaf.index
        assert index is not None
        proved = Proved(leaf_id, index, found.leaf.hash, found.hashes, note, found.leaf.entry.decode())
        return _held(known, proved)
    raise NotProved(f"no log of this data folder has the entry {leaf_id} yet")


def proof_from_url(base_url: str, token: str, leaf_id: str, keys: list[str], kept: str) -> Proved:
    """From a running Kith. Without `keys` the log's key is believed as it is served. Raises NotProved, BadNote,
    Refused.
    """
    api = Api(base_url.rstrip("/"), token)
    answer = api.get("/v1/audit/checkpoint")
    known = log_keys(keys or [answer["verifier_key"]])
    note = Note.parse(kept or answer["note"])
    size = known.open(note).size
    shown = api.get(f"/v1/audit/inclusion?leaf_id={quote(leaf_id, safe='')}&size={size}")
    path = [bytes.fromhex(each) for each in shown["path"]]
    return _held(known, Proved(leaf_id, shown["index"], bytes.fromhex(shown["leaf_hash"]), path, note))


def _held(known: KnownLog, proved: Proved) -> Proved:
    signed = known.open(proved.note)
    if not verify_inclusion(proved.leaf_hash, proved.index, signed.size, proved.path, signed.root):
        raise NotProved(f"{proved.leaf_id} is not in the log that {signed.origin} signed at {signed.size} entries")
    return proved


async def consistency_from_folder(data: Path, old: str, new: str) -> Grown:
    """Of two checkpoints of one service's log, from its database. Raises NotProved, BadNote."""
    before, after = Note.parse(old), Note.parse(new)
    for service in LOGGED:
        known = log_of(data, service)
        if not before.signers(known.keys):
            continue
        first, last = known.open(before), known.open(after)
        _must_grow(first, last)
        async with database(database_url(data, service)) as db, db.reading() as tx:
            try:
                path = await Log(log_tables(MetaData())).consistency(tx, first.size, last.size)
            except NotFound as missing:
                raise NotProved(missing.detail) from None
        return _grown(first, last, path)
    raise NotProved("no log of this data folder signed the first checkpoint")


def consistency_from_url(base_url: str, keys: list[str], old: str, new: str) -> Grown:
    """The same from a running Kith."""
    api = Api(base_url.rstrip("/"))
    known = log_keys(keys or [api.get("/v1/audit/checkpoint")["verifier_key"]])
    first, last = known.open(Note.parse(old)), known.open(Note.parse(new))
    _must_grow(first, last)
    answer = api.get(f"/v1/audit/consistency?from={first.size}&to={last.size}")
    return _grown(first, last, [bytes.fromhex(each) for each in answer["path"]])


def _must_grow(first: Checkpoint, last: Checkpoint) -> None:
    if last.size < first.size:
        raise NotProved(f"the later checkpoint is of {last.size} entries, the first of {first.size}")


def _grown(first: Checkpoint, last: Checkpoint, path: Sequence[bytes]) -> Grown:
    if not verify_consistency(first.size, last.size, first.root, last.root, path):
        raise NotProved(f"the {last.size} entries of {last.origin} do not begin with the {first.size} signed before")
    return Grown(first, last, path)
