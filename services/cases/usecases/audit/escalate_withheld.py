"""What is kept back and nobody looks at again in time is taken further: to the guardian, then to the DPO."""

from dataclasses import replace

from chassis.clock import Clock
from services.cases.domain.days import day
from services.cases.domain.events import WithheldOverdue
from services.cases.ports.due import Due
from services.cases.ports.work import OpenWork
from services.cases.usecases.each_by_itself import each_by_itself


class EscalateWithheld:
    """One of them, one step, one transaction: stopped at any point, it goes on where it stopped, and tells of each step
    once.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self) -> int:
        """Takes a batch further; how many that were. Call again while it is not 0."""
        return await each_by_itself(
            self._work, lambda work, most: work.withheld.overdue(day(self._clock.now()), most), self._further
        )

    async def _further(self, overdue: Due) -> None:
        async with self._work() as work:
            withheld = await work.withheld.locked(overdue.id)
            to = withheld.overdue(day(self._clock.now()))
            if to <= withheld.escalated:
                return
            await work.withheld.put(replace(withheld, escalated=to))
            work.tell(
                WithheldOverdue(
                    person_id=withheld.person_id,
                    organisation_id=withheld.reviewer_id,
                    by="timer",
                    disclosure_id=withheld.disclosure_id,
                    to=to.word,
                )
            )
