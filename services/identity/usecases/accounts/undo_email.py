"""The owner of the old mailbox says that the move was not her doing."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import NotFound, TooMany
from services.identity.domain.events import Event
from services.identity.domain.throttle import SOURCE
from services.identity.ports import OpenWork
from services.identity.usecases.accounts.end_all_access import end_all_access


class UndoEmail:
    """The old address is back, everybody is out, the password signs nobody in, and an officer looks at it."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, confirmation_id: str, key: str, source: str) -> None:
        """Raises NotFound for a key that is wrong, old or used; TooMany."""
        now = self._clock.now()
        async with self._write() as work:
            if not await work.throttle.fill(("confirm", source), SOURCE, now):
                raise TooMany("too many tries; wait a little and try again", retry_after=SOURCE.wait)
            undo = await work.confirmations.shown(confirmation_id, key)
        if undo is None or not undo.good_for("undo-email", now):
            raise _over()
        async with self._write() as work:
            account = await work.accounts.locked(undo.account_id)
            if not await work.accounts.set_email(account.id, undo.email):
                raise _over()
            for waiting in await work.confirmations.of(account.id, now):
                await work.confirmations.remove(waiting.id)
            await end_all_access(work, account.id, now, "change of address undone", by="")
            await work.accounts.set_password(account.id, "")
            care = await work.care.of(account.id)
            await work.care.put(replace(care, review_since=care.review_since or now))
            work.tell(Event("email.undone", account.id))


def _over() -> NotFound:
    return NotFound("this link has been used, or is too old", code="link-over")
