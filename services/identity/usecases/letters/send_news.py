"""Another service has something for a resident: she is told that there is something, where she said this is safe."""

from enum import StrEnum

from chassis.clock import Clock
from chassis.errors import NotFound, Unavailable
from services.identity.domain.events import Event
from services.identity.domain.letters.letter import Letter
from services.identity.domain.letters.wording import worded
from services.identity.ports import OpenWork, Post, Undeliverable


class Outcome(StrEnum):
    SENT = "sent"
    NOT_NOW = "not_now"
    NEVER = "never"


class SendNews:
    """Cases only (the caller list sees to that), which keeps the message and asks again; so nothing is kept here, and
    her word is asked at the moment of sending, each time.
    """

    def __init__(self, read: OpenWork, write: OpenWork, post: Post, clock: Clock) -> None:
        self._read, self._write, self._post, self._clock = read, write, post, clock

    async def __call__(self, account_id: str, message_id: str) -> Outcome:
        """Raises Unavailable where the mail system cannot take it now."""
        now = self._clock.now()
        async with self._read() as work:
            try:
                account = await work.accounts.get(account_id)
            except NotFound:
                return Outcome.NEVER
            care = await work.care.of(account_id)
        if care.at_risk or not care.may_be_told_by("email") or not account.email_verified:
            return Outcome.NEVER
        if not care.is_time(now):
            return Outcome.NOT_NOW
        language = care.letters_in()
        letter = Letter(message_id, "news", account.email, language, worded("news", language, {}), now)
        try:
            await self._post.deliver(letter)
        except Undeliverable:
            return Outcome.NEVER
        except OSError:
            raise Unavailable("the mail system is away") from None
        async with self._write() as work:
            work.tell(Event("letter.sent", account_id, {"letter_id": letter.id, "kind": letter.kind}), by="cases")
        return Outcome.SENT
