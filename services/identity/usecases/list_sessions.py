"""Where somebody is signed in."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.tokens import Caller
from services.identity.domain.session import Session
from services.identity.domain.whereabouts import Whereabouts
from services.identity.ports import OpenWork


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`this`: the session that asks."""

    session: Session
    whereabouts: Whereabouts
    this: bool


class ListSessions:
    def __init__(self, read: OpenWork, clock: Clock) -> None:
        self._read, self._clock = read, clock

    async def __call__(self, caller: Caller) -> list[SignedIn]:
        """The caller's live sessions, newest first."""
        caller.must("me:read")
        async with self._read() as work:
            sessions = await work.sessions.live_of(caller.subject, self._clock.now())
            places = await work.whereabouts.of(caller.subject)
        here = caller.claim("sid")
        return [SignedIn(session, places.get(session.id, Whereabouts()), session.id == here) for session in sessions]
