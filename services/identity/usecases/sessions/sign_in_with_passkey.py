"""Somebody signs in with a passkey, without typing who they are."""

from dataclasses import replace
from datetime import datetime

from chassis.clock import Clock
from chassis.errors import Unauthenticated
from chassis.ids import Ids
from services.identity.domain.credentials.challenge import Challenge, Challenges
from services.identity.domain.credentials.passkey import Passkey
from services.identity.domain.events import Event
from services.identity.domain.sessions.session import Opened
from services.identity.domain.throttle import for_passkey
from services.identity.ports import BadCeremony, Ceremonies, OpenWork, Work
from services.identity.usecases.credentials.begin_passkey import SIGN_IN
from services.identity.usecases.sessions.open_session import open_session
from services.identity.usecases.sessions.tries import draw, give_back


class SignInWithPasskey:
    """A challenge is used up by the first answer to it, right or wrong."""

    def __init__(self, write: OpenWork, ceremonies: Ceremonies, challenges: Challenges, clock: Clock, ids: Ids) -> None:
        self._write, self._ceremonies, self._challenges = write, ceremonies, challenges
        self._clock, self._ids = clock, ids

    async def __call__(self, browser: str, token: str, response: str, source: str) -> Opened:
        """Raises Unauthenticated, the same for every reason, or TooMany with the seconds to wait."""
        now, buckets = self._clock.now(), for_passkey(source)
        challenge = self._challenges.again(token, now, SIGN_IN, browser)
        async with self._write() as work:
            await draw(work, buckets, now)
            first = challenge is not None and await work.passkeys.first_use(challenge, now)
            work.tell(Event("session.tried", ""))
        if challenge is None or not first:
            raise refused()
        async with self._write() as work:
            passkey = await use_passkey(work, self._ceremonies, response, challenge, now)
            if passkey is None:
                raise refused()
            await give_back(work, buckets)
            account = await work.accounts.get(passkey.account_id)
            await work.throttle.remember(account.email, source, now)
            return await open_session(work, account, now, self._ids, passkey.means(now))


async def use_passkey(
    work: Work, ceremonies: Ceremonies, response: str, challenge: Challenge, now: datetime
) -> Passkey | None:
    """The passkey that signed this challenge, marked as used; None where none of ours did."""
    try:
        passkey = await work.passkeys.with_credential(ceremonies.credential_id(response))
        if passkey is None:
            return None
        used = replace(passkey, key=ceremonies.signed(response, challenge, passkey), used_at=now)
    except BadCeremony:
        return None
    await work.passkeys.put(used)
    return used


def refused() -> Unauthenticated:
    return Unauthenticated("that passkey did not work here; try again", code="sign-in-failed")
