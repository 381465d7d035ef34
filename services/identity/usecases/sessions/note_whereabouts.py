"""Where a session was opened from."""

from chassis.clock import Clock
from services.identity.domain.events import Event
from services.identity.domain.sessions.whereabouts import Whereabouts
from services.identity.ports import OpenWork


class NoteWhereabouts:
    """Kept roughly, beside the session, for its owner to know it by."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, value: str, user_agent: str, source: str) -> None:
        """For the session with this cookie value; one that has ended by now needs no note."""
        async with self._write() as work:
            session = await work.sessions.by_value(value)
            if session and session.live(self._clock.now()):
                work.tell(Event("whereabouts.noted", session.account_id, {"session_id": session.id}))
                await work.whereabouts.note(session.id, session.account_id, Whereabouts.of(user_agent, source))
