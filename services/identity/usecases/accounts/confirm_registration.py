"""A resident shows that the mailbox is theirs, and has an account, or next makes a way into it."""

from datetime import datetime

from chassis.clock import Clock
from chassis.errors import Invalid, TooMany
from chassis.ids import Ids
from services.identity.domain.accounts.confirmation import CODE_LIFE, Confirmation, Shown, new_key, typed
from services.identity.domain.events import Event
from services.identity.domain.sessions.session import Opened
from services.identity.domain.throttle import SOURCE
from services.identity.ports import OpenWork, Work
from services.identity.usecases.accounts.open_account import add_account
from services.identity.usecases.sessions.open_session import open_session


class ConfirmRegistration:
    """Opens the account and signs in, where a password was chosen; where none was, a way in must follow first.

    Every reason to refuse reads the same.
    """

    def __init__(self, write: OpenWork, clock: Clock, ids: Ids) -> None:
        self._write, self._clock, self._ids = write, clock, ids

    async def __call__(self, registration_id: str, code: str, source: str) -> Opened | Shown:
        """Raises Invalid for a code that is wrong, old, used or tried too often; TooMany."""
        now = self._clock.now()
        async with self._write() as work:
            if not await work.throttle.fill(("confirm", source), SOURCE, now):
                raise TooMany("too many tries; wait a little and try again", retry_after=SOURCE.wait)
            tried = await work.confirmations.tried(registration_id, typed(code))
        if tried is None or not tried[1] or not tried[0].good_for("register", now):
            raise _refused()
        waiting = tried[0]
        async with self._write() as work:
            await work.confirmations.remove(waiting.id)
            if "password_hash" not in waiting.detail:
                return await self._shown(work, waiting, now)
            # Twice at once, or confirmed by another registration meanwhile: only the first adds it.
            account = await add_account(work, waiting, waiting.detail["password_hash"], now)
            if account is None:
                raise _refused()
            return await open_session(work, account, now, self._ids)

    async def _shown(self, work: Work, waiting: Confirmation, now: datetime) -> Shown:
        which, key = self._ids.new("reg"), new_key()
        opening = Confirmation(which, "open", waiting.account_id, waiting.email, now, now + CODE_LIFE)
        await work.confirmations.add(opening, key, now)
        work.tell(Event("registration.shown", "", {"registration_id": which}))
        return Shown(f"{which}.{key}")


def _refused() -> Invalid:
    return Invalid.field("code", "that code is not right, or too old; check it, or start again for a new one")
