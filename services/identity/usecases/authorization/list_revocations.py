"""What every verifier asks each second."""

from chassis.clock import Clock
from services.identity.domain.authorization.revocation import MATTERS_FOR, Revocation
from services.identity.ports import OpenWork


class ListRevocations:
    def __init__(self, read: OpenWork, clock: Clock) -> None:
        self._read, self._clock = read, clock

    async def __call__(self, cursor: int) -> tuple[list[Revocation], int]:
        """Everything revoked after the cursor that can still matter, oldest first, and the next cursor."""
        async with self._read() as work:
            return await work.revocations.since(cursor, self._clock.now() - MATTERS_FOR)
