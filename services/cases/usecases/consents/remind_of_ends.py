"""A consent ends soon: she is reminded, once at each step."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.ids import Ids
from services.cases.domain.contacts.message import reminder
from services.cases.domain.days import day
from services.cases.domain.events import ConsentEnding
from services.cases.ports.due import Due
from services.cases.ports.work import OpenWork
from services.cases.usecases.each_by_itself import each_by_itself


class RemindOfEnds:
    """One consent, one step, one transaction: stopped at any point, it goes on where it stopped. A clock that jumps
    forward leads to the nearest step at once, one that jumps back to none.
    """

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self) -> int:
        """Takes a batch further; how many that were. Call again while it is not 0."""
        return await each_by_itself(
            self._work, lambda work, most: work.consents.ending(day(self._clock.now()), most), self._remind
        )

    async def _remind(self, ending: Due) -> None:
        now = self._clock.now()
        async with self._work() as work:
            await work.people.locked(ending.person_id)
            consent = await work.consents.get(ending.id)
            days = consent.reminder(day(now))
            if not days:
                return
            await work.consents.put(replace(consent, reminded=days))
            await work.messages.add(reminder(self._ids.new("msg"), consent, now))
            work.tell(
                ConsentEnding(
                    person_id=ending.person_id,
                    organisation_id=consent.from_organisation_id,
                    by="timer",
                    consent_id=consent.id,
                    days=str(days),
                )
            )
