"""A witness: what a partner organisation runs so that nobody rewrites Kith's log behind everybody's back.

It keeps the last checkpoint it cosigned, asks for the newest one and for proof that it begins with that, and only then
puts its own line under it (c2sp.org/tlog-witness, tlog-cosignature/v1). Whatever does not fit is kept as evidence, and
from then on it cosigns nothing of that log until somebody has looked.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.clock import Clock
from chassis.log import logger
from chassis.merkle import BadNote, Checkpoint, Inconsistent, Kind, KnownLog, Note, Signer, Witness
from console.api import Refused
from console.files import read_text, write_secret, write_whole

_NOTHING_YET = "urn:kith:problem:not-yet-in-log"
_NO_PROOF = (400, 404, 422)


class NotFit(Exception):
    """The log showed what it must never show; says what, and where the evidence is."""


class Asks(Protocol):
    """One side of Kith's public API (`console.api.Api`)."""

    def get(self, path: str) -> Any: ...

    def post(self, path: str, body: object) -> Any: ...


def witness_key(state: Path, name: str = "") -> Signer:
    """The witness's own key, made at its first start with mode 0600 under the name given.

    Raises FileNotFoundError where there is none and no name to make one with.
    """
    path = state / "secrets" / "witness.key"
    if not path.exists():
        if not name:
            raise FileNotFoundError(f"{path} is missing; make the witness's key first: kith witness key NAME")
        write_secret(path, Signer(name, Ed25519PrivateKey.generate(), Kind.COSIGNATURE).secret().encode())
    return Signer.parse(read_text(path))


class Memory:
    """What is kept of one log, in a folder of its own: `cosigned.note`, and `refused.json` once something did not
    fit.
    """

    def __init__(self, state: Path, origin: str) -> None:
        self.folder = state / "logs" / hashlib.sha256(origin.encode()).hexdigest()[:16]
        self._cosigned, self.refusal = self.folder / "cosigned.note", self.folder / "refused.json"

    def cosigned(self) -> Note | None:
        """The last checkpoint cosigned, with our line under it."""
        return Note.parse(read_text(self._cosigned)) if self._cosigned.exists() else None

    def keep(self, note: Note) -> None:
        """Durable when this returns."""
        write_whole(self._cosigned, str(note).encode(), 0o600)

    def refuse(self, evidence: dict[str, object]) -> None:
        write_whole(self.refusal, json.dumps(evidence, indent=2).encode(), 0o600)


class Watch:
    """One log, watched. `reads` carries no token: a log that knows who asks can show each his own face."""

    def __init__(self, reads: Asks, hands_over: Asks, log: KnownLog, key: Signer, state: Path, clock: Clock) -> None:
        self._reads, self._hands_over, self._clock = reads, hands_over, clock
        self._log, self._witness, self._memory = log, Witness(log, key), Memory(state, log.origin)

    def once(self) -> Checkpoint | None:
        """Cosign the newest checkpoint, and hand it over; None while the log is empty.

        What is signed is kept before it is handed out, so that no crash makes us sign two faces of one log.

        Raises:
            NotFit: a fork, a shrunk log, a bad signature; now, or once before and nobody has looked yet.
            Refused: the log takes no cosignature of ours, or cannot be asked just now.
        """
        if self._memory.refusal.exists():
            why = json.loads(self._memory.refusal.read_text())["why"]
            raise NotFit(f"{why}; nothing is cosigned until somebody has looked at {self._memory.refusal}")
        kept = self._memory.cosigned()
        seen = self._log.open(kept) if kept else None
        raw = self._newest(seen)
        if raw is None:
            return None
        proof: Sequence[bytes] = ()
        try:
            note = Note.parse(raw)
            shown = self._log.open(note)
            if kept and seen == shown:
                if note.signers([self._witness.key.verifier]):
                    return shown  # it has our line already
                cosigned = kept
            else:
                proof = self._proof(seen, shown)
                cosigned = self._witness.cosign(note, proof, seen, self._clock.now())
                self._memory.keep(cosigned)
        except (BadNote, Inconsistent) as wrong:
            raise self._refuse(str(wrong), raw, proof) from wrong
        self._hands_over.post("/v1/audit/cosignatures", {"note": str(cosigned)})
        logger().info("checkpoint cosigned", size=shown.size)
        return shown

    def _newest(self, seen: Checkpoint | None) -> str | None:
        try:
            answer = self._reads.get("/v1/audit/checkpoint")
        except Refused as none:
            if none.status != 404 or none.problem.get("type") != _NOTHING_YET:
                raise
            if seen:
                raise self._refuse(f"the log says it is empty, and had {seen.size} leaves", "", ()) from none
            return None
        raw = answer.get("note") if isinstance(answer, dict) else None
        if not isinstance(raw, str):
            raise self._refuse("the answer holds no checkpoint", json.dumps(answer)[:65_536], ())
        return raw

    def _proof(self, seen: Checkpoint | None, shown: Checkpoint) -> list[bytes]:
        """What shows that the log only grew. Raises Inconsistent where there can be no such thing."""
        if seen is None or seen.size == shown.size:
            return []
        if shown.size < seen.size:
            raise Inconsistent(f"{shown.origin} shrank: {seen.size} leaves were signed once, now {shown.size}")
        try:
            answer = self._reads.get(f"/v1/audit/consistency?from={seen.size}&to={shown.size}")
            return [bytes.fromhex(each) for each in answer["path"]]
        except Refused as none:
            if none.status not in _NO_PROOF:
                raise
            raise Inconsistent(f"{shown.origin} cannot show that {shown.size} leaves begin with {seen.size}") from none
        except (KeyError, TypeError, ValueError) as wrong:
            raise Inconsistent(f"{shown.origin} answers with what is no proof") from wrong

    def _refuse(self, why: str, shown: str, proof: Sequence[bytes]) -> NotFit:
        kept = self._memory.cosigned()
        self._memory.refuse(
            {
                "at": self._clock.now().isoformat(),
                "why": why,
                "cosigned": str(kept) if kept else None,
                "shown": shown,
                "proof": [each.hex() for each in proof],
            }
        )
        logger().error("checkpoint refused", reason=why, path=str(self._memory.refusal))
        return NotFit(f"{why}; the evidence is in {self._memory.refusal}")
