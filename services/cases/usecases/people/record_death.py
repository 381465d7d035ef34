"""An organisation that works with a person says that she has died, or that this was a mistake."""

from datetime import date

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.events import DeathRecorded
from services.cases.domain.people.death import Death, died_on
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.must_hold import must_hold


class RecordDeath:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, person_id: str, on: str) -> date | None:
        """The newest word counts; an empty day takes it back. Raises Invalid, Denied, NotFound."""
        caller.must("people:write")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers record that somebody has died")
        async with self._work() as work:
            await work.people.locked(person_id)
            await work.people.shown_as(person_id, viewer, now)
            await must_hold(work, viewer, person_id, "", now)
            own = await work.people.own_entries(viewer, [person_id], now)
            said = died_on(on, [entry.identity.date_of_birth for entry in own], day(now))
            await work.deaths.put(Death(person_id, said, viewer.organisation_id, caller.subject, now))
            work.tell(
                DeathRecorded(
                    person_id=person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    died_on=said.isoformat() if said else "",
                )
            )
        return said
