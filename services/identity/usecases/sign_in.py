"""Somebody signs in with a password."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.errors import Invalid, TooMany, Unauthenticated
from chassis.ids import Ids
from services.identity.domain import throttle
from services.identity.domain.account import normal_email
from services.identity.domain.events import Event
from services.identity.domain.session import Opened
from services.identity.domain.throttle import Bucket
from services.identity.ports import OpenWork, Passwords
from services.identity.usecases.open_session import open_session


class SignIn:
    """Password sign-in of anybody. A try is counted before it is checked, and given back when it was right."""

    def __init__(self, write: OpenWork, passwords: Passwords, clock: Clock, ids: Ids) -> None:
        self._write, self._passwords = write, passwords
        self._clock, self._ids = clock, ids

    async def __call__(self, email: str, password: str, source: str) -> Opened:
        """Raises Unauthenticated, the same for every reason, or TooMany with the seconds to wait."""
        email, now = _as_typed(email), self._clock.now()
        async with self._write() as work:
            buckets = _buckets(email, source, familiar=await work.throttle.familiar(email, source))
            for key, bucket in buckets:
                if not await work.throttle.fill(key, bucket, now):
                    raise TooMany("too many tries; wait a little and try again", retry_after=bucket.wait)
            credentials = await work.accounts.with_email(email)
            account_id = credentials.account_id if credentials else ""
            work.tell(Event("session.tried", account_id))
        right = await self._passwords.verify(credentials.password_hash if credentials else None, password)
        if not right or credentials is None:
            raise Unauthenticated("that email address and password do not match", code="sign-in-failed")
        async with self._write() as work:
            for key, bucket in buckets:
                await work.throttle.drain(key, bucket)
            await work.throttle.remember(email, source, now)
            return await open_session(work, await work.accounts.get(credentials.account_id), now, self._ids)


def _as_typed(email: str) -> str:
    try:
        return normal_email(email)
    except Invalid:
        return email.strip().lower()[:320]


def _buckets(email: str, source: str, *, familiar: bool) -> Sequence[tuple[tuple[str, ...], Bucket]]:
    if familiar:
        return [(("familiar", email, source), throttle.FAMILIAR)]
    return [(("source", source), throttle.SOURCE), (("account", email), throttle.ACCOUNT)]
