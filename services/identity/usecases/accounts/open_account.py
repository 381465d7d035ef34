"""Whoever showed that a mailbox is theirs makes a way in, and has an account with it."""

from datetime import datetime

from chassis.clock import Clock
from chassis.errors import NotFound, TooMany
from chassis.ids import Ids
from services.identity.domain.accounts.account import Account, check_password, new_resident
from services.identity.domain.accounts.confirmation import Confirmation
from services.identity.domain.credentials.challenge import Challenges
from services.identity.domain.credentials.passkey import passkey_name
from services.identity.domain.events import Event
from services.identity.domain.sessions.session import Opened
from services.identity.domain.throttle import SOURCE
from services.identity.ports import Ceremonies, OpenWork, Passwords, Work
from services.identity.usecases.credentials.begin_passkey import Ceremony
from services.identity.usecases.credentials.new_passkey import keep_passkey, made
from services.identity.usecases.sessions.open_session import open_session

_OPEN = "open-account"


class BeginFirstPasskey:
    """What to ask of an authenticator; looking uses nothing up."""

    def __init__(self, write: OpenWork, ceremonies: Ceremonies, challenges: Challenges, clock: Clock) -> None:
        self._write, self._ceremonies, self._challenges, self._clock = write, ceremonies, challenges, clock

    async def __call__(self, value: str) -> Ceremony:
        """`value`: of `Shown`. Raises NotFound where it is wrong, used or too old."""
        now = self._clock.now()
        async with self._write() as work:
            shown = await _shown(work, value, now)
        challenge = self._challenges.new(now, _OPEN, value)
        account = new_resident(shown.account_id, shown.email, now)
        return Ceremony(challenge.token, self._ceremonies.creation(challenge, account, ()))


class OpenAccount:
    """Account, way in and session in one transaction: there is never an account that nobody can sign in to."""

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

    async def with_passkey(self, value: str, token: str, response: str, name: str, source: str) -> Opened:
        """Raises NotFound for a value that is over, Invalid for a response that proves nothing, TooMany."""
        now, name = self._clock.now(), passkey_name(name)
        async with self._write() as work:
            await _slow(work, source, now)
        new = made(self._ceremonies, response, self._challenges.again(token, now, _OPEN, value))
        async with self._write() as work:
            account = await _opened(work, value, "", now)
            passkey = await keep_passkey(work, new, self._ids.new("psk"), account.id, name, now, by=account.id)
            return await open_session(work, account, now, self._ids, passkey.means(now))

    async def with_password(self, value: str, password: str, source: str) -> Opened:
        """Where a device makes no passkey. Raises NotFound, Invalid for the password, TooMany."""
        now = self._clock.now()
        async with self._write() as work:
            await _slow(work, source, now)
            shown = await _shown(work, value, now)
        check_password(password, shown.email)
        password_hash = await self._passwords.hash(password)
        async with self._write() as work:
            account = await _opened(work, value, password_hash, now)
            return await open_session(work, account, now, self._ids)


async def add_account(work: Work, waiting: Confirmation, password_hash: str, now: datetime) -> Account | None:
    """The resident's account; None, and nothing is written, where the address was taken meanwhile."""
    account = new_resident(waiting.account_id, waiting.email, now)
    if not await work.accounts.add(account, password_hash):
        return None
    work.tell(Event("account.registered", account.id), by=account.id)
    return account


async def _opened(work: Work, value: str, password_hash: str, now: datetime) -> Account:
    shown = await _shown(work, value, now)
    account = await add_account(work, shown, password_hash, now)
    if account is None:
        raise _over()
    await work.confirmations.remove(shown.id)
    return account


async def _shown(work: Work, value: str, now: datetime) -> Confirmation:
    which, _, key = value.partition(".")
    found = await work.confirmations.shown(which, key)
    if found is None or not found.good_for("open", now):
        raise _over()
    return found


async def _slow(work: Work, source: str, now: datetime) -> None:
    if not await work.throttle.fill(("confirm", source), SOURCE, now):
        raise TooMany("too many tries; wait a little and try again", retry_after=SOURCE.wait)


def _over() -> NotFound:
    return NotFound("this took too long, or the account is open already", code="registration-over")
