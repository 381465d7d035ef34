"""What a slow provider, or a process that died, left open is asked again when it is due."""

import asyncio

from chassis.clock import Clock
from services.identity.ports import OpenWork
from services.identity.usecases.proofs.ask_providers import AskProviders

_AT_ONCE = 20


class ResumeChecks:
    """A pass of the role `timer`. Several may run: a check that is asked twice has one answer all the same."""

    def __init__(self, read: OpenWork, ask: AskProviders, clock: Clock) -> None:
        self._read, self._ask, self._clock = read, ask, clock

    async def __call__(self) -> int:
        """How many proofs were taken up."""
        async with self._read() as work:
            due = await work.checks.due(self._clock.now(), _AT_ONCE)
        await asyncio.gather(*map(self._ask, due))
        return len(due)
