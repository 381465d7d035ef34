"""An emergency access that nobody reviewed in time is taken further: to the guardian, then to the DPO."""

from dataclasses import replace

from chassis.clock import Clock
from services.cases.domain.events import EmergencyReviewOverdue
from services.cases.ports.due import Due
from services.cases.ports.work import OpenWork
from services.cases.usecases.each_by_itself import each_by_itself


class EscalateReviews:
    """One access, one step, one transaction: stopped at any point, it goes on where it stopped, and tells of each step
    once.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self) -> int:
        """Takes a batch further; how many that were. Call again while it is not 0."""
        return await each_by_itself(
            self._work, lambda work, most: work.emergencies.overdue(self._clock.now(), most), self._further
        )

    async def _further(self, overdue: Due) -> None:
        async with self._work() as work:
            await work.people.locked(overdue.person_id)
            access = await work.emergencies.locked(overdue.id)
            to = access.overdue(self._clock.now())
            if to <= access.escalated:
                return
            await work.emergencies.put(replace(access, escalated=to))
            work.tell(
                EmergencyReviewOverdue(
                    person_id=overdue.person_id,
                    organisation_id=access.organisation_id,
                    by="timer",
                    emergency_access_id=access.id,
                    to=to.word,
                )
            )
