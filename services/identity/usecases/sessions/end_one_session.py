"""Somebody signs out on another device."""

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.identity.ports import OpenWork
from services.identity.usecases.sessions.end_session import end_session
from services.identity.usecases.sessions.own_sessions import reach_of


class EndOneSession:
    """Ends one of the caller's sessions and what was issued in it."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, session_id: str) -> None:
        """Raises NotFound for anybody else's, and for what one may not know of here. Ending it twice is no error."""
        caller.must("sessions:write")
        now = self._clock.now()
        async with self._write() as work:
            session = await work.sessions.get(session_id)
            reach = await reach_of(work, caller)
            if session is None or session.account_id != caller.subject or not reach.covers(session):
                raise NotFound("you are not signed in there")
            if session.live(now):
                await end_session(work, session, now, "signed out from elsewhere", by=caller.actor)
