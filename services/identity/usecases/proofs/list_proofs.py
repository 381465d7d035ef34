"""The caller's own proofs."""

from collections.abc import Mapping

from chassis.clock import Clock
from chassis.tokens import Caller
from services.identity.domain.proofs.checks import CheckKind
from services.identity.domain.proofs.proof import Proof
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

    async def waiting_for(self, caller: Caller) -> Mapping[str, tuple[CheckKind, ...]]:
        """The checks without an answer, by the id of each pending proof of the caller's."""
        caller.must("me:read")
        async with self._read() as work:
            pending = [proof.id for proof in await work.proofs.of(caller.subject) if proof.state == "pending"]
            return {
                each: tuple(check.kind for check in await work.checks.of(each) if check.finding is None)
                for each in pending
            }
