"""A subject access request that is not answered in time is taken further: to the guardian, then to the DPO."""

from dataclasses import replace

from chassis.clock import Clock
from services.cases.domain.access.events import AccessOverdue
from services.cases.domain.days import day
from services.cases.ports.due import Due
from services.cases.ports.work import OpenWork
from services.cases.usecases.each_by_itself import each_by_itself


class EscalateAccessRequests:
    """One request, one step, one transaction: stopped at any point, it goes on where it stopped, and tells of each step
    once.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self) -> int:
        """Takes a batch further; how many that were. Call again while it is not 0."""
        return await each_by_itself(
            self._work, lambda work, most: work.access_requests.overdue(day(self._clock.now()), most), self._further
        )

    async def _further(self, overdue: Due) -> None:
        async with self._work() as work:
            await work.people.locked(overdue.person_id)
            request = await work.access_requests.get(overdue.id)
            to = request.overdue(day(self._clock.now()))
            if to <= request.escalated:
                return
            await work.access_requests.put(replace(request, escalated=to))
            work.tell(
                AccessOverdue(
                    person_id=overdue.person_id,
                    organisation_id=request.organisation_id,
                    by="timer",
                    request_id=request.id,
                    to=to.word,
                )
            )
