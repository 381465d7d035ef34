"""Copies whose days are over are taken away."""

from dataclasses import replace

from chassis.clock import Clock
from services.cases.domain.access.events import AccessCopyRemoved
from services.cases.domain.days import day
from services.cases.ports.due import Due
from services.cases.ports.work import OpenWork
from services.cases.usecases.each_by_itself import each_by_itself


class RemoveAccessCopies:
    """One copy, one transaction: stopped at any point, it goes on where it stopped."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self) -> int:
        """Removes a batch; how many that were. Call again while it is not 0."""
        return await each_by_itself(
            self._work, lambda work, most: work.access_requests.copies_over(day(self._clock.now()), most), self._remove
        )

    async def _remove(self, over: Due) -> None:
        async with self._work() as work:
            await work.people.locked(over.person_id)
            request = await work.access_requests.get(over.id)
            if not request.parts:
                return
            await work.access_answers.remove_copy(request)
            await work.access_requests.put(replace(request, parts=0))
            work.tell(
                AccessCopyRemoved(
                    person_id=over.person_id,
                    organisation_id=request.organisation_id,
                    by="timer",
                    request_id=request.id,
                )
            )
