"""The caller's own proofs."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.identity.domain.proof import Proof
from services.identity.ports import OpenWork


class ListProofs:
    def __init__(self, read: OpenWork, clock: Clock) -> None:
        self._read, self._clock = read, clock

    async def __call__(self, caller: Caller) -> list[Proof]:
        """Newest first, each as it stands now."""
        caller.must("me:read")
        now = self._clock.now()
        async with self._read() as work:
            return [proof.at(now) for proof in await work.proofs.of(caller.subject)]
