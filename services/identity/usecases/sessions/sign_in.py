"""Somebody signs in with a password."""

from datetime import datetime

from chassis.clock import Clock
from chassis.errors import Unauthenticated
from chassis.ids import Ids
from services.identity.domain.accounts.account import Account, typed_email
from services.identity.domain.events import Event
from services.identity.domain.sessions.session import HALF_LIFE, Half, Opened, new_value
from services.identity.domain.throttle import for_password
from services.identity.ports import OpenWork, Passwords, Work
from services.identity.usecases.sessions.open_session import open_session
from services.identity.usecases.sessions.tries import draw, give_back


class SignIn:
    """Password sign-in of anybody. A try is counted before it is checked, and given back when it was right.

    Where the account has an authenticator app, the right password opens nothing yet: a code must follow.
    """

    def __init__(self, write: OpenWork, passwords: Passwords, clock: Clock, ids: Ids) -> None:
        self._write, self._passwords = write, passwords
        self._clock, self._ids = clock, ids

    async def __call__(self, email: str, password: str, source: str) -> Opened | Half:
        """Raises Unauthenticated, the same for every reason, or TooMany with the seconds to wait."""
        email, now = typed_email(email), self._clock.now()
        async with self._write() as work:
            buckets = for_password(email, source, familiar=await work.throttle.familiar(email, source))
            await draw(work, buckets, now)
            credentials = await work.accounts.with_email(email)
            account_id = credentials.account_id if credentials else ""
            work.tell(Event("session.tried", account_id))
        right = await self._passwords.verify(credentials.password_hash if credentials else None, password)
        if not right or credentials is None:
            raise Unauthenticated("that email address and password do not match", code="sign-in-failed")
        stale = self._passwords.stale(credentials.password_hash)
        fresh_hash = await self._passwords.hash(password) if stale else ""
        async with self._write() as work:
            await give_back(work, buckets)
            if fresh_hash:
                await work.accounts.set_password(credentials.account_id, fresh_hash)
            account = await work.accounts.get(credentials.account_id)
            if (await work.codes.ways(account.id)).app:
                return await _half(work, account, now)
            await work.throttle.remember(email, source, now)
            return await open_session(work, account, now, self._ids)


async def _half(work: Work, account: Account, now: datetime) -> Half:
    half = Half(new_value())
    await work.codes.add_half(half.value, account.id, now + HALF_LIFE, now)
    return half
