"""The caller's own account."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.identity.domain.accounts.account import Account
from services.identity.domain.proofs.proof import Proof
from services.identity.ports import OpenWork
from services.identity.usecases.proofs.best_proof import best_proof


class GetAccount:
    """An account with the best live proof of its owner's identity, if any."""

    def __init__(self, read: OpenWork, clock: Clock) -> None:
        self._read, self._clock = read, clock

    async def __call__(self, caller: Caller) -> tuple[Account, Proof | None]:
        """Anybody signed in may read their own account; a client has none (NotFound)."""
        async with self._read() as work:
            account = await work.accounts.get(caller.subject)
            return account, await best_proof(work, account.id, self._clock.now())
