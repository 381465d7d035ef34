"""A resident shows that the mailbox is theirs, and has an account."""

from chassis.clock import Clock
from chassis.errors import Invalid, TooMany
from chassis.ids import Ids
from services.identity.domain.account import Account, new_salt
from services.identity.domain.confirmation import typed
from services.identity.domain.events import Event
from services.identity.domain.session import Opened
from services.identity.domain.throttle import SOURCE
from services.identity.ports import OpenWork
from services.identity.usecases.open_session import open_session


class ConfirmRegistration:
    """Opens the account and signs in. Every reason to refuse reads the same."""

    def __init__(self, write: OpenWork, clock: Clock, ids: Ids) -> None:
        self._write, self._clock, self._ids = write, clock, ids

    async def __call__(self, registration_id: str, code: str, source: str) -> Opened:
        """Raises Invalid for a code that is wrong, old, used or tried too often; TooMany."""
        now = self._clock.now()
        async with self._write() as work:
            if not await work.throttle.fill(("confirm", source), SOURCE, now):
                raise TooMany("too many tries; wait a little and try again", retry_after=SOURCE.wait)
            tried = await work.confirmations.tried(registration_id, typed(code))
        if tried is None or not tried[1] or not tried[0].good_for("register", now):
            raise _refused()
        waiting = tried[0]
        account = Account(
            waiting.account_id, "resident", waiting.email, "", now, email_verified=True, subject_salt=new_salt()
        )
        async with self._write() as work:
            # Twice at once, or confirmed by another registration meanwhile: only the first adds it.
            if not await work.accounts.add(account, waiting.detail["password_hash"]):
                raise _refused()
            await work.confirmations.remove(waiting.id)
            work.tell(Event("account.registered", account.id), by=account.id)
            return await open_session(work, account, now, self._ids)


def _refused() -> Invalid:
    return Invalid.field("code", "that code is not right, or too old; check it, or start again for a new one")
