"""A concern that nobody acknowledged in time is taken further, once each step."""

from dataclasses import replace

from chassis.clock import Clock
from services.cases.domain.concerns.events import ConcernOverdue
from services.cases.ports.due import Due
from services.cases.ports.work import OpenWork
from services.cases.usecases.each_by_itself import each_by_itself


class EscalateConcerns:
    """One concern, one step, one transaction: stopped at any point, it goes on where it stopped."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self) -> int:
        """Takes a batch further; how many that were. Call again while it is not 0."""
        return await each_by_itself(
            self._work, lambda work, most: work.concerns.overdue(self._clock.now(), most), self._further
        )

    async def _further(self, overdue: Due) -> None:
        async with self._work() as work:
            await work.people.locked(overdue.person_id)
            one = await work.concerns.get(overdue.id)
            step = one.overdue(self._clock.now())
            if step <= one.step:
                return
            further = replace(one, step=step)
            await work.concerns.put(further)
            work.tell(
                ConcernOverdue(
                    person_id=overdue.person_id,
                    organisation_id=one.council_id,
                    by="timer",
                    concern_id=one.id,
                    to=further.taken_to,
                )
            )
