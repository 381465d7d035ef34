"""Copies whose days are over are taken away."""

from dataclasses import replace

from chassis.clock import Clock
from services.cases.domain.access.events import AccessCopyRemoved
from services.cases.domain.access.request import COPY_DAYS, AccessState
from services.cases.domain.days import day
from services.cases.ports.work import OpenWork

_BATCH = 100


class RemoveAccessCopies:
    """One copy, one transaction: stopped at any point, it goes on where it stopped."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self) -> int:
        """Removes a batch; how many that were. Call again while it is not 0."""
        now = self._clock.now()
        async with self._work() as work:
            found = await work.access_requests.with_copies(now - COPY_DAYS, _BATCH)
        over = [one for one in found if one.state(day(now)) is AccessState.EXPIRED]
        for one in over:
            await self._remove(one.person_id, one.id)
        return len(over)

    async def _remove(self, person_id: str, request_id: str) -> None:
        async with self._work() as work:
            await work.people.locked(person_id)
            request = await work.access_requests.get(request_id)
            if not request.parts:
                return
            await work.access_answers.remove_copy(request)
            await work.access_requests.put(replace(request, parts=0))
            work.tell(
                AccessCopyRemoved(
                    person_id=person_id,
                    organisation_id=request.organisation_id,
                    by="timer",
                    request_id=request_id,
                )
            )
