"""A password goes where passkeys are enough."""

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.tokens import Caller
from services.identity.domain.credentials.levels import HIGH, RECENT
from services.identity.domain.credentials.passkey import LastWayIn
from services.identity.domain.events import Event
from services.identity.ports import OpenWork
from services.identity.usecases.sessions.end_other_sessions import end_other_sessions
from services.identity.usecases.sessions.recent import must_be_recent


class RemovePassword:
    """With its authenticator app and recovery codes, which go with a password.

    Only a moment after a passkey was used: nobody is locked out by one that was lost.
    """

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller) -> None:
        """Raises StepUpNeeded, LastWayIn without a passkey, Denied ("stronger-sign-in-needed") until one was used."""
        now = self._clock.now()
        async with self._write() as work:
            # Locked, so that two requests cannot each remove the other's last way in.
            await work.accounts.locked(caller.subject)
            session = await must_be_recent(work, caller, now)
            if not (await work.codes.ways(caller.subject)).passkeys:
                raise LastWayIn("this is the only way into your account; add a passkey first")
            if not session.reached_since(HIGH, now - RECENT):
                raise Denied("use your passkey first", code="stronger-sign-in-needed")
            await work.accounts.set_password(caller.subject, "")
            await work.codes.remove_app(caller.subject)
            await work.codes.remove_recovery_codes(caller.subject)
            await end_other_sessions(work, session, now, "password removed")
            work.tell(Event("password.removed", caller.subject), by=caller.subject)
