"""The proof that counts."""

from datetime import datetime

from services.identity.domain.proofs.proof import Proof
from services.identity.ports import Work


async def best_proof(work: Work, account_id: str, now: datetime) -> Proof | None:
    """The live proof with the highest level, the newest of equals."""
    live = [proof for proof in await work.proofs.of(account_id) if proof.live(now)]
    return max(live, key=lambda proof: proof.level, default=None)
