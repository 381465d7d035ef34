"""What a proof established, for the service that proposes account links."""

from chassis.clock import Clock
from chassis.errors import NotFound
from services.identity.domain.events import Event
from services.identity.domain.proofs.gpg45 import Level
from services.identity.domain.proofs.proof import Proof
from services.identity.ports import OpenWork
from services.identity.usecases.proofs.best_proof import best_proof


class GetProvenIdentity:
    """Cases only (the caller list sees to that). Each look leaves a leaf."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, account_id: str) -> Proof:
        """The best live proof. Raises NotFound when there is none at medium confidence or better."""
        async with self._write() as work:
            proof = await best_proof(work, account_id, self._clock.now())
            if proof is None or proof.level < Level.MEDIUM:
                raise NotFound("no identity is proven well enough")
            work.tell(Event("proof.read", account_id, {"proof_id": proof.id}), by="cases")
            return proof
