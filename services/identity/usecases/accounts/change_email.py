"""Somebody moves to another mailbox: shows that it is hers, and the old one hears of it."""

from chassis.clock import Clock
from chassis.errors import Invalid, TooMany
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.accounts.account import normal_email
from services.identity.domain.accounts.confirmation import CODE_LIFE, UNDO_LIFE, Confirmation, new_code, new_key, typed
from services.identity.domain.events import Event
from services.identity.domain.letters.letter import Kind
from services.identity.domain.throttle import MAILING
from services.identity.ports import OpenWork
from services.identity.usecases.letters.notice import notice
from services.identity.usecases.letters.write_letter import write_letter
from services.identity.usecases.sessions.recent import must_be_recent


class AskNewEmail:
    """Mails a code to the new address. One that is taken is answered alike; its owner learns of it."""

    def __init__(self, write: OpenWork, clock: Clock, ids: Ids) -> None:
        self._write, self._clock, self._ids = write, clock, ids

    async def __call__(self, caller: Caller, email: str, language: str = "") -> str:
        """What ConfirmNewEmail takes. Raises Invalid, StepUpNeeded, OfficerNeeded, TooMany.

        `language`: that of the page.
        """
        caller.must("me:write")
        email, now = normal_email(email), self._clock.now()
        code = new_code()
        async with self._write() as work:
            await must_be_recent(work, caller, now)
            care = await work.care.of(caller.subject)
            care.must_not_be_at_risk()
            if not await work.throttle.fill(("mail", email), MAILING, now):
                raise TooMany("too many codes were asked for; try again soon", retry_after=MAILING.wait)
            waiting = Confirmation(
                self._ids.new("cnf"), "change-email", caller.subject, email, opens_at=now, expires_at=now + CODE_LIFE
            )
            await work.confirmations.add(waiting, typed(code), now)
            held = await work.accounts.with_email(email)
            taken = held is not None and held.account_id != caller.subject
            kind: Kind = "address-taken" if taken else "new-address-code"
            # Of a taken address nobody is told the code, and its owner is written to as she said.
            facts = {} if taken else {"code": code}
            owner = await work.care.of(held.account_id) if held and taken else care
            await write_letter(
                work,
                kind,
                email,
                owner.letters_in(language),
                account_id="" if taken else caller.subject,
                now=now,
                useful_for=CODE_LIFE,
                ids=self._ids,
                **facts,
            )
            work.tell(Event("email.asked", caller.subject), by=caller.subject)
        return waiting.id


class ConfirmNewEmail:
    """The code came back: the address is changed. The old one gets a key that undoes it, for some days."""

    def __init__(self, write: OpenWork, issuer: str, clock: Clock, ids: Ids) -> None:
        self._write, self._issuer, self._clock, self._ids = write, issuer, clock, ids

    async def __call__(self, caller: Caller, confirmation_id: str, code: str) -> None:
        """Raises StepUpNeeded, OfficerNeeded, Invalid for a code that is wrong, old, used or tried too often."""
        caller.must("me:write")
        now = self._clock.now()
        async with self._write() as work:
            await must_be_recent(work, caller, now)
            (await work.care.of(caller.subject)).must_not_be_at_risk()
            tried = await work.confirmations.tried(confirmation_id, typed(code))
        if tried is None or not tried[1] or not tried[0].good_for("change-email", now):
            raise _refused()
        waiting = tried[0]
        if waiting.account_id != caller.subject:
            raise _refused()
        async with self._write() as work:
            account = await work.accounts.locked(caller.subject)
            if not await work.accounts.set_email(account.id, waiting.email):
                raise _refused()
            await work.confirmations.remove(waiting.id)
            if account.email != waiting.email:
                until, key = now + UNDO_LIFE, new_key()
                undo = Confirmation(self._ids.new("cnf"), "undo-email", account.id, account.email, now, until)
                link = f"{self._issuer}/account/undo/{undo.id}?key={key}"
                if await notice(work, account, "address-changed", now, self._ids, link=link):
                    await work.confirmations.add(undo, key, now)
            work.tell(Event("email.changed", account.id), by=account.id)


def _refused() -> Invalid:
    return Invalid.field("code", "that code is not right, or too old; check it, or start again for a new one")
