"""Somebody who is signed in proves again, or more strongly, that it is them."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Unauthenticated
from services.identity.domain.credentials.challenge import Challenges
from services.identity.domain.credentials.levels import PASSWORD, PASSWORD_AND_CODE, Means, Ways
from services.identity.domain.events import Event
from services.identity.domain.sessions.session import Opened, Session, new_value
from services.identity.domain.throttle import for_code, for_passkey, for_password
from services.identity.ports import Ceremonies, OpenWork, Passwords, Work
from services.identity.usecases.authorization.interacting import signed_in
from services.identity.usecases.credentials.begin_passkey import STEP_UP, Ceremony
from services.identity.usecases.sessions.enter_code import take_code, wrong_code
from services.identity.usecases.sessions.sign_in_with_passkey import refused, use_passkey
from services.identity.usecases.sessions.tries import draw, give_back


@dataclass(frozen=True, slots=True)
class Steps:
    """What the account can step up with; the ceremony where it has passkeys."""

    ways: Ways
    ceremony: Ceremony | None


class BeginStepUp:
    def __init__(self, read: OpenWork, ceremonies: Ceremonies, challenges: Challenges, clock: Clock) -> None:
        self._read, self._ceremonies, self._challenges, self._clock = read, ceremonies, challenges, clock

    async def __call__(self, value: str) -> Steps:
        """For the session with this cookie value. Raises Unauthenticated."""
        now = self._clock.now()
        async with self._read() as work:
            session = (await signed_in(work, value, now)).session
            ways, held = await work.codes.ways(session.account_id), await work.passkeys.of(session.account_id)
        if not held:
            return Steps(ways, None)
        challenge = self._challenges.new(now, STEP_UP, session.id)
        return Steps(ways, Ceremony(challenge.token, self._ceremonies.request(challenge, held)))


class StepUp:
    """The session goes on under a new value, so that a value somebody got hold of before does not rise with it."""

    def __init__(
        self, write: OpenWork, passwords: Passwords, ceremonies: Ceremonies, challenges: Challenges, clock: Clock
    ) -> None:
        self._write, self._passwords = write, passwords
        self._ceremonies, self._challenges, self._clock = ceremonies, challenges, clock

    async def with_password(self, value: str, password: str, code: str, source: str) -> Opened:
        """`code` counts where the account has an authenticator app. Raises Unauthenticated, TooMany."""
        now = self._clock.now()
        async with self._write() as work:
            standing = await signed_in(work, value, now)
            account = standing.account
            familiar = await work.throttle.familiar(account.email, source)
            app = (await work.codes.ways(account.id)).app
            buckets = [
                *for_password(account.email, source, familiar=familiar),
                *(for_code(account.id, source, familiar=familiar)[-1:] if app else ()),
            ]
            await draw(work, buckets, now)
            work.tell(Event("session.tried", account.id))
            password_hash = await work.accounts.password_hash(account.id)
        if not await self._passwords.verify(password_hash, password):
            raise Unauthenticated("that password is not right", code="wrong-password")
        async with self._write() as work:
            session = (await signed_in(work, value, now)).session
            if app and not await take_code(work, account.id, code, now):
                raise wrong_code()
            await give_back(work, buckets)
            return await self._renewed(work, session, PASSWORD_AND_CODE if app else PASSWORD)

    async def with_passkey(self, value: str, token: str, response: str, source: str) -> Opened:
        """Raises Unauthenticated, TooMany."""
        now, buckets = self._clock.now(), for_passkey(source)
        async with self._write() as work:
            session = (await signed_in(work, value, now)).session
            await draw(work, buckets, now)
            challenge = self._challenges.again(token, now, STEP_UP, session.id)
            first = challenge is not None and await work.passkeys.first_use(challenge, now)
            work.tell(Event("session.tried", session.account_id))
        if challenge is None or not first:
            raise refused()
        async with self._write() as work:
            session = (await signed_in(work, value, now)).session
            passkey = await use_passkey(work, self._ceremonies, response, challenge, now)
            if passkey is None or passkey.account_id != session.account_id:
                raise refused()
            await give_back(work, buckets)
            return await self._renewed(work, session, passkey.means(now))

    async def _renewed(self, work: Work, session: Session, means: Means) -> Opened:
        opened = Opened(session.proved(means, self._clock.now()), new_value())
        await work.sessions.renew(opened.session, opened.value)
        facts = {"session_id": session.id, "acr": means.acr}
        work.tell(Event("session.stepped-up", session.account_id, facts), by=session.account_id)
        return opened
