"""A password is changed, or chosen for the first time."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.identity.domain.accounts.account import check_password
from services.identity.domain.events import Event
from services.identity.ports import OpenWork, Passwords
from services.identity.usecases.sessions.end_other_sessions import end_other_sessions
from services.identity.usecases.sessions.recent import must_be_recent


class ChangePassword:
    """Whoever is signed in elsewhere must sign in again."""

    def __init__(self, write: OpenWork, passwords: Passwords, clock: Clock) -> None:
        self._write, self._passwords, self._clock = write, passwords, clock

    async def __call__(self, caller: Caller, password: str) -> None:
        """Raises StepUpNeeded, Invalid for a password that is easy to guess."""
        now = self._clock.now()
        async with self._write() as work:
            await must_be_recent(work, caller, now)
            account = await work.accounts.get(caller.subject)
        check_password(password, account.email)
        password_hash = await self._passwords.hash(password)
        async with self._write() as work:
            session = await must_be_recent(work, caller, now)
            await work.accounts.set_password(account.id, password_hash)
            await end_other_sessions(work, session, now, "password changed")
            work.tell(Event("password.changed", account.id), by=account.id)
