"""Somebody lost her way in, and reads the mailbox she said is safe."""

from datetime import datetime

from chassis.clock import Clock
from chassis.errors import NotFound, TooMany
from chassis.ids import Ids
from services.identity.domain.accounts.account import Account, asked_email, check_password
from services.identity.domain.accounts.confirmation import RECOVERY_LIFE, RECOVERY_WAIT, Confirmation, new_key
from services.identity.domain.credentials.challenge import Challenges
from services.identity.domain.credentials.levels import PASSWORD, Ways
from services.identity.domain.credentials.passkey import mailed_counts_from, passkey_name
from services.identity.domain.events import Event
from services.identity.domain.sessions.session import Opened
from services.identity.domain.throttle import MAILING, REGISTERING, SOURCE
from services.identity.ports import Ceremonies, OpenWork, Passwords, Work
from services.identity.usecases.accounts.end_all_access import end_all_access
from services.identity.usecases.credentials.begin_passkey import Ceremony
from services.identity.usecases.credentials.new_passkey import keep_passkey, made
from services.identity.usecases.letters.write_letter import write_letter
from services.identity.usecases.sessions.open_session import open_session

_RECOVER = "recover"


class AskRecovery:
    """Mails a link that works from tomorrow, where that is safe; meanwhile whoever still signs in reads of it.

    The answer, and the work it takes, are the same whatever the address.
    """

    def __init__(self, write: OpenWork, issuer: str, clock: Clock, ids: Ids) -> None:
        self._write, self._issuer, self._clock, self._ids = write, issuer, clock, ids

    async def __call__(self, email: str, source: str, language: str = "") -> None:
        """`language` is that of the page. Raises Invalid for what is no address, TooMany."""
        email, now, key = asked_email(email), self._clock.now(), new_key()
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


class BeginRecovery:
    """Whoever followed the link is shown what to ask of an authenticator; looking uses nothing up."""

    def __init__(self, write: OpenWork, ceremonies: Ceremonies, challenges: Challenges, clock: Clock) -> None:
        self._write, self._ceremonies, self._challenges, self._clock = write, ceremonies, challenges, clock

    async def __call__(self, confirmation_id: str, key: str) -> Ceremony:
        """Raises NotFound for a link that is wrong, used, too old, or too early."""
        now = self._clock.now()
        async with self._write() as work:
            found = await _followed(work, confirmation_id, key, now)
            account, held = await work.accounts.get(found.account_id), await work.passkeys.of(found.account_id)
        challenge = self._challenges.new(now, _RECOVER, confirmation_id)
        return Ceremony(challenge.token, self._ceremonies.creation(challenge, account, held))


class Recover:
    """The link came back: a new password or a new passkey, everybody else is out, and the old password is no more.

    Mail alone reaches the low level and no more: passkeys and authenticator app stand, and are asked for as before. A
    passkey made this way beside such a stronger one counts in full after a week, in which its owner can say "not me".
    """

    def __init__(
        self,
        write: OpenWork,
        passwords: Passwords,
        ceremonies: Ceremonies,
        challenges: Challenges,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._write, self._passwords = write, passwords
        self._ceremonies, self._challenges, self._clock, self._ids = ceremonies, challenges, clock, ids

    async def with_password(self, confirmation_id: str, key: str, password: str, source: str) -> Opened:
        """Raises NotFound for a link that is wrong, used, too old, or too early; Invalid for the password; TooMany."""
        now = self._clock.now()
        found = await self._tried(confirmation_id, key, source, now)
        check_password(password, found.email)
        password_hash = await self._passwords.hash(password)
        async with self._write() as work:
            account, _ = await self._recovered(work, found, key, now)
            await work.accounts.set_password(account.id, password_hash)
            return await open_session(work, account, now, self._ids, PASSWORD)

    async def with_passkey(
        self, confirmation_id: str, key: str, token: str, response: str, name: str, source: str
    ) -> Opened:
        """Raises NotFound for such a link, Invalid for a response that proves nothing, Conflict, TooMany."""
        now, name = self._clock.now(), passkey_name(name)
        found = await self._tried(confirmation_id, key, source, now)
        new = made(self._ceremonies, response, self._challenges.again(token, now, _RECOVER, confirmation_id))
        async with self._write() as work:
            account, ways = await self._recovered(work, found, key, now)
            await work.accounts.set_password(account.id, "")
            passkey = await keep_passkey(
                *(work, new, self._ids.new("psk"), account.id, name, now),
                by=account.id,
                counts_from=mailed_counts_from(ways, now),
            )
            return await open_session(work, account, now, self._ids, passkey.means(now))

    async def _tried(self, confirmation_id: str, key: str, source: str, now: datetime) -> Confirmation:
        """The try is counted, whatever comes of it."""
        async with self._write() as work:
            if not await work.throttle.fill(("confirm", source), SOURCE, now):
                raise TooMany("too many tries; wait a little and try again", retry_after=SOURCE.wait)
        async with self._write() as work:
            return await _followed(work, confirmation_id, key, now)

    async def _recovered(self, work: Work, found: Confirmation, key: str, now: datetime) -> tuple[Account, Ways]:
        """The account, with everybody out of it, and what it could be signed in to with until now."""
        account = await work.accounts.locked(found.account_id)
        # Marked at risk, moved away, said no, or recovered with this link a moment ago: decided anew.
        await _followed(work, found.id, key, now)
        if await _recoverable(work, found.email) != account.id:
            raise _over()
        ways = await work.codes.ways(account.id)
        for waiting in await work.confirmations.of(account.id, now):
            await work.confirmations.remove(waiting.id)
        await end_all_access(work, account.id, now, "account recovered", by=account.id)
        work.tell(Event("recovery.finished", account.id), by=account.id)
        return account, ways


async def _followed(work: Work, confirmation_id: str, key: str, now: datetime) -> Confirmation:
    """What the link is for, locked. Raises NotFound."""
    found = await work.confirmations.shown(confirmation_id, key)
    if found is None or not found.account_id or not found.good_for("recover", now):
        raise _over()
    return found


def _over() -> NotFound:
    return NotFound("this link has been used, is too old, or works only from tomorrow", code="link-over")


async def _recoverable(work: Work, email: str) -> str:
    """The account that may be recovered by this mailbox: verified, said to be safe, nobody at risk. Empty for none."""
    held = await work.accounts.with_email(email)
    if held is None:
        return ""
    account, care = await work.accounts.get(held.account_id), await work.care.of(held.account_id)
    safe = account.email_verified and care.may_be_told_by("email") and not care.at_risk
    return account.id if safe and account.kind == "resident" else ""
