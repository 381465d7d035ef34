"""Somebody lost her way in, and reads the mailbox she said is safe."""

from chassis.clock import Clock
from chassis.errors import NotFound, TooMany
from chassis.ids import Ids
from services.identity.domain.account import check_password, normal_email
from services.identity.domain.confirmation import RECOVERY_LIFE, RECOVERY_WAIT, Confirmation, new_key
from services.identity.domain.credential import PASSWORD
from services.identity.domain.events import Event
from services.identity.domain.session import Opened
from services.identity.domain.throttle import MAILING, REGISTERING, SOURCE
from services.identity.ports import OpenWork, Passwords, Work
from services.identity.usecases.end_all_access import end_all_access
from services.identity.usecases.open_session import open_session
from services.identity.usecases.write_letter import write_letter


class AskRecovery:
    """Mails a link that works from tomorrow, where that is safe; meanwhile whoever still signs in reads of it.

    The answer, and the work it takes, are the same whatever the address.
    """

    def __init__(self, write: OpenWork, issuer: str, clock: Clock, ids: Ids) -> None:
        self._write, self._issuer, self._clock, self._ids = write, issuer, clock, ids

    async def __call__(self, email: str, source: str, language: str = "") -> None:
        """`language` is that of the page. Raises Invalid for what is no address, TooMany."""
        email, now, key = normal_email(email), self._clock.now(), new_key()
        async with self._write() as work:
            for which, bucket in ((("recover", source), REGISTERING), (("mail", email), MAILING)):
                if not await work.throttle.fill(which, bucket, now):
                    raise TooMany("too many mails were asked for; try again soon", retry_after=bucket.wait)
            account_id = await _recoverable(work, email)
            opens_at = now + RECOVERY_WAIT
            waiting = Confirmation(
                self._ids.new("rec"), "recover", account_id, email, opens_at, expires_at=opens_at + RECOVERY_LIFE
            )
            await work.confirmations.add(waiting, key, now)
            care = await work.care.of(account_id)
            # A letter that is of no use any more is never sent.
            useful_for = RECOVERY_WAIT if account_id else -RECOVERY_WAIT
            await write_letter(
                work,
                "recovery-link",
                email,
                care.letters_in(language),
                account_id=account_id,
                now=now,
                useful_for=useful_for,
                ids=self._ids,
                link=f"{self._issuer}/recover/{waiting.id}?key={key}",
                opens_at=opens_at,
            )
            work.tell(Event("recovery.asked", account_id))


class Recover:
    """The link came back: a new password, everybody else is out.

    Mail alone reaches the low level and no more: passkeys and authenticator app stand, and are asked for as before.
    """

    def __init__(self, write: OpenWork, passwords: Passwords, clock: Clock, ids: Ids) -> None:
        self._write, self._passwords = write, passwords
        self._clock, self._ids = clock, ids

    async def __call__(self, confirmation_id: str, key: str, password: str, source: str) -> Opened:
        """Raises NotFound for a link that is wrong, used, too old, or too early; Invalid for the password; TooMany."""
        now = self._clock.now()
        async with self._write() as work:
            if not await work.throttle.fill(("confirm", source), SOURCE, now):
                raise TooMany("too many tries; wait a little and try again", retry_after=SOURCE.wait)
            found = await work.confirmations.shown(confirmation_id, key)
        if found is None or not found.account_id or not found.good_for("recover", now):
            raise NotFound("this link has been used, is too old, or works only from tomorrow", code="link-over")
        check_password(password, found.email)
        password_hash = await self._passwords.hash(password)
        async with self._write() as work:
            account = await work.accounts.locked(found.account_id)
            # Marked at risk, moved away, said no, or recovered with this link a moment ago: decided anew.
            again = await work.confirmations.shown(confirmation_id, key)
            if again is None or await _recoverable(work, found.email) != account.id:
                raise NotFound("this link has been used, or is too old", code="link-over")
            for waiting in await work.confirmations.of(account.id, now):
                await work.confirmations.remove(waiting.id)
            await end_all_access(work, account.id, now, "account recovered", by=account.id)
            await work.accounts.set_password(account.id, password_hash)
            work.tell(Event("recovery.finished", account.id), by=account.id)
            return await open_session(work, account, now, self._ids, PASSWORD)


async def _recoverable(work: Work, email: str) -> str:
    """The account that may be recovered by this mailbox: verified, said to be safe, nobody at risk. Empty for none."""
    held = await work.accounts.with_email(email)
    if held is None:
        return ""
    account, care = await work.accounts.get(held.account_id), await work.care.of(held.account_id)
    safe = account.email_verified and care.may_be_told_by("email") and not care.at_risk
    return account.id if safe and account.kind == "resident" else ""
