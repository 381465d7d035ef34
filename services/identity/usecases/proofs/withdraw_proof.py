"""A resident withdraws a proof: it is used nowhere from here on."""

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.identity.domain.events import ProofWithdrawn
from services.identity.domain.proofs.life import withdrawn
from services.identity.domain.proofs.proof import Proof
from services.identity.ports import OpenWork


class WithdrawProof:
    """A council that asks again is told nothing of it; what it was told before it keeps."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, proof_id: str) -> Proof:
        """Raises NotFound, also for somebody else's; Conflict when it is over already."""
        caller.must("me:write")
        async with self._write() as work:
            proof, _ = await work.proofs.get(proof_id)
            if proof.account_id != caller.subject:
                raise NotFound("there is no such proof")
            proof = withdrawn(proof, self._clock.now())
            await work.proofs.put(proof)
            work.tell(ProofWithdrawn.of(proof.account_id, proof.id), by=proof.account_id)
            return proof
