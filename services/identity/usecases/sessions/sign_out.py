"""Somebody signs out."""

from chassis.clock import Clock
from services.identity.ports import OpenWork
from services.identity.usecases.sessions.end_session import end_session


class SignOut:
    """Ends a session and what was issued in it. Signing out twice is no error."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, value: str) -> None:
        now = self._clock.now()
        async with self._write() as work:
            session = await work.sessions.by_value(value)
            if session and session.live(now):
                await end_session(work, session, now, "signed out", by=session.account_id)
