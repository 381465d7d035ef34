"""Officers and proofs that something speaks against: to doubt one, to see which are in doubt, to decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Conflict, Invalid, NotFound
from chassis.tokens import Caller
from services.identity.domain.events import Event, ProofCompleted, ProofDoubted
from services.identity.domain.proofs.life import DOUBTS, by_somebody_else, doubted, reviewed
from services.identity.domain.proofs.proof import Evidence, Proof
from services.identity.domain.sittings.sitting import not_oneself
from services.identity.ports import OpenWork
from services.identity.usecases.sittings.as_officer import as_officer

_SCOPE = "assisted:write"
_MOST = 100


class DoubtProof:
    """An officer came across something that speaks against a proof: it and whatever else is to prove who they are end
    at once, until a second one has looked."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, proof_id: str, indicator: str) -> Proof:
        """Raises NotFound, Invalid, Conflict when it proves nothing anyway."""
        as_officer(caller, _SCOPE)
        if indicator not in DOUBTS:
            raise Invalid.field("indicator", f"must be one of {', '.join(sorted(DOUBTS))}")
        async with self._write() as work:
            proof, _ = await work.proofs.get(proof_id)
            if not proof.live(now := self._clock.now()):
                raise Conflict("this proof is not in use")
            for each in await work.proofs.of(proof.account_id):
                if each.live(now):
                    await work.proofs.put(doubted(each, {indicator}, caller.subject))
                    work.tell(ProofDoubted.of(each.account_id, each.id, indicator=indicator), by=caller.subject)
            return (await work.proofs.get(proof_id))[0]


class ListDoubtedProofs:
    def __init__(self, read: OpenWork) -> None:
        self._read = read

    async def __call__(self, caller: Caller) -> list[Proof]:
        """Those that wait for an officer, longest first; what speaks against each, and nothing of whom it is about."""
        as_officer(caller, _SCOPE)
        async with self._read() as work:
            return await work.proofs.doubted(_MOST)


@dataclass(frozen=True, slots=True)
class Opened:
    """A doubted proof, what was shown for it, and the ids of others of the same account that wait as well."""

    proof: Proof
    shown: Sequence[Evidence]
    also_waiting: Sequence[str]


class GetDoubtedProof:
    """Whom a doubted proof is about, and the documents to ask an issuer about. For who may decide it; leaves a leaf."""

    def __init__(self, write: OpenWork) -> None:
        self._write = write

    async def __call__(self, caller: Caller, proof_id: str) -> Opened:
        """Raises NotFound once nobody doubts it, Denied as deciding would."""
        as_officer(caller, _SCOPE)
        async with self._write() as work:
            proof, shown = await work.proofs.get(proof_id)
            if proof.state != "contra-indicated":
                raise NotFound("nobody doubts this proof")
            by_somebody_else(proof, caller.subject)
            _not_ones_own(caller, proof)
            theirs = await work.proofs.of(proof.account_id)
            work.tell(Event("proof.read", proof.account_id, {"proof_id": proof.id}), by=caller.subject)
            others = [each.id for each in theirs if each.state == "contra-indicated" and each.id != proof.id]
            return Opened(proof, shown, others)


class ReviewProof:
    """An officer, not the one who doubted it, decides after seeing the person or asking the issuer."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, proof_id: str, reason: str, *, sound: bool) -> Proof:
        """Raises NotFound, Invalid without a reason, Conflict, Denied."""
        as_officer(caller, _SCOPE)
        if not 3 <= len(reason.strip()) <= 500:
            raise Invalid.field("reason", "say in a few words what you found")
        async with self._write() as work:
            if earlier := await work.idempotency.earlier(caller):
                return (await work.proofs.get(earlier))[0]
            proof, _ = await work.proofs.get(proof_id)
            _not_ones_own(caller, proof)
            proof = reviewed(proof, sound=sound, by=caller.subject, now=self._clock.now())
            await work.proofs.put(proof)
            await work.idempotency.keep(caller, proof.id)
            facts = {"proof_id": proof.id, "decided": proof.state, "reason": reason.strip()}
            work.tell(Event("proof.reviewed", proof.account_id, facts), by=caller.subject)
            if proof.state == "live":
                work.tell(ProofCompleted.of(proof.account_id, proof.id, proof.level.label), by=caller.subject)
            return proof


def _not_ones_own(caller: Caller, proof: Proof) -> None:
    """Raises Denied for an officer of the same whole name: it may be their own, under another account."""
    not_oneself(caller.claim("name"), proof.claims.given_name, proof.claims.family_name)
