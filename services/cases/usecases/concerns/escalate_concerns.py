"""A concern that nobody acknowledged in time is taken further, once each step."""

from dataclasses import replace

from chassis.clock import Clock
from services.cases.domain.concerns.events import ConcernOverdue
from services.cases.ports.work import OpenWork

_BATCH = 100


class EscalateConcerns:
    """One concern, one step, one transaction: stopped at any point, it goes on where it stopped."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self) -> int:
        """Takes a batch further; how many that were. Call again while it is not 0."""
        async with self._work() as work:
            overdue = await work.concerns.overdue(self._clock.now(), _BATCH)
        for one in overdue:
            await self._further(one.person_id, one.id)
        return len(overdue)

    async def _further(self, person_id: str, concern_id: str) -> None:
        async with self._work() as work:
            await work.people.locked(person_id)
            one = await work.concerns.get(concern_id)
            step = one.overdue(self._clock.now())
            if step <= one.step:
                return
            further = replace(one, step=step)
            await work.concerns.put(further)
            work.tell(
                ConcernOverdue(
                    person_id=person_id,
                    organisation_id=one.council_id,
                    by="timer",
                    concern_id=one.id,
                    to=further.taken_to,
                )
            )
