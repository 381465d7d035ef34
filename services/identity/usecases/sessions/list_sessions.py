"""Where somebody is signed in."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.tokens import Caller
from services.identity.domain.accounts.account import ActingContext
from services.identity.domain.sessions.session import Session
from services.identity.domain.sessions.whereabouts import Whereabouts
from services.identity.ports import OpenWork
from services.identity.usecases.sessions.own_sessions import reach_of


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`context`: what a worker acts in there, None while none is chosen. `this`: the session that asks."""

    session: Session
    whereabouts: Whereabouts
    context: ActingContext | None
    this: bool


class ListSessions:
    def __init__(self, read: OpenWork, clock: Clock) -> None:
        self._read, self._clock = read, clock

    async def __call__(self, caller: Caller) -> list[SignedIn]:
        """The caller's live sessions, newest first, as far as the one that asks may know of them."""
        caller.must("sessions:read")
        async with self._read() as work:
            reach = await reach_of(work, caller)
            sessions = await work.sessions.live_of(caller.subject, self._clock.now())
            places = await work.whereabouts.of(caller.subject)
        here = caller.claim("sid")
        return [
            SignedIn(each, places.get(each.id, Whereabouts()), reach.context(each), each.id == here)
            for each in sessions
            if reach.covers(each)
        ]
