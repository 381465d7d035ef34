"""An objection that nobody answered in time is taken further: to the guardian, then to the DPO."""

from dataclasses import replace

from chassis.clock import Clock
from services.cases.domain.events import ObjectionOverdue
from services.cases.ports.work import OpenWork

_BATCH = 100


class EscalateObjections:
    """One objection, one step, one transaction: stopped at any point, it goes on where it stopped, and tells of each
    step once.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self) -> int:
        """Takes a batch further; how many that were. Call again while it is not 0."""
        async with self._work() as work:
            overdue = await work.objections.overdue(self._clock.now(), _BATCH)
        for objection in overdue:
            await self._further(objection.person_id, objection.id)
        return len(overdue)

    async def _further(self, person_id: str, objection_id: str) -> None:
        async with self._work() as work:
            await work.people.locked(person_id)
            objection = await work.objections.get(objection_id)
            to = objection.overdue(self._clock.now())
            if to <= objection.escalated:
                return
            await work.objections.put(replace(objection, escalated=to))
            work.tell(
                ObjectionOverdue(
                    person_id=person_id,
                    organisation_id=objection.organisation_id,
                    by="timer",
                    objection_id=objection.id,
                    to=to.word,
                )
            )
