"""An organisation's own sign-in is no longer believed."""

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.identity.domain.events import Event
from services.identity.domain.sessions.session import Upstream
from services.identity.ports import OpenWork
from services.identity.usecases.sessions.end_session import end_session
from services.identity.usecases.workplaces.register_workplace import check_may


class RemoveWorkplace:
    """At once, and whoever is signed in by it is signed out: it may have been taken over."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, organisation_id: str) -> None:
        """Raises Denied, NotFound."""
        check_may(caller, organisation_id)
        now = self._clock.now()
        async with self._write() as work:
            if not await work.workplaces.remove(organisation_id):
                raise NotFound("this organisation has no sign-in of its own here")
            for session in await work.sessions.begun_at(Upstream(organisation_id, ""), now):
                why = "the organisation's own sign-in was removed"
                await end_session(work, session, now, why, by=caller.subject)
            work.tell(Event("workplace.removed", "", {"organisation_id": organisation_id}), by=caller.subject)
