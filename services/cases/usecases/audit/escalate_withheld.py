"""What is kept back and nobody looks at again in time is taken further: to the guardian, then to the DPO."""

from dataclasses import replace

from chassis.clock import Clock
from services.cases.domain.days import day
from services.cases.domain.events import WithheldOverdue
from services.cases.ports.work import OpenWork

_BATCH = 100


class EscalateWithheld:
    """One of them, one step, one transaction: stopped at any point, it goes on where it stopped, and tells of each step
    once.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self) -> int:
        """Takes a batch further; how many that were. Call again while it is not 0."""
        async with self._work() as work:
            overdue = await work.withheld.overdue(day(self._clock.now()), _BATCH)
        for one in overdue:
            await self._further(one.disclosure_id)
        return len(overdue)

    async def _further(self, disclosure_id: str) -> None:
        async with self._work() as work:
            withheld = await work.withheld.locked(disclosure_id)
            to = withheld.overdue(day(self._clock.now()))
            if to <= withheld.escalated:
                return
            await work.withheld.put(replace(withheld, escalated=to))
            work.tell(
                WithheldOverdue(
                    person_id=withheld.person_id,
                    organisation_id=withheld.reviewer_id,
                    by="timer",
                    disclosure_id=disclosure_id,
                    to=to.word,
                )
            )
