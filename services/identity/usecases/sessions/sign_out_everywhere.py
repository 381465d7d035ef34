"""Somebody signs out on every device."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.identity.ports import OpenWork
from services.identity.usecases.accounts.end_all_access import end_all_access
from services.identity.usecases.authorization.end_grant import end_grant
from services.identity.usecases.sessions.end_session import end_session
from services.identity.usecases.sessions.own_sessions import reach_of

_WHY = "signed out everywhere"


class SignOutEverywhere:
    """This device too; access that was to outlive the browser ends as well. Approvals stand.

    From an employer's own sign-in: everywhere she works for that employer.
    """

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller) -> None:
        caller.must("sessions:write")
        now = self._clock.now()
        async with self._write() as work:
            reach = await reach_of(work, caller)
            if reach.everywhere:
                await work.accounts.locked(caller.subject)
                await end_all_access(work, caller.subject, now, _WHY, by=caller.actor)
                return
            for session in await work.sessions.live_of(caller.subject, now):
                if reach.covers(session):
                    for grant in await work.grants.in_session(session.id):
                        await end_grant(work, grant, now, _WHY, by=caller.actor)
                    await end_session(work, session, now, _WHY, by=caller.actor)
