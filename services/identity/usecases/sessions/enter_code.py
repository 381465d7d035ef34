"""After the password, the code: of an authenticator app, or a recovery code."""

from datetime import datetime

from chassis.clock import Clock
from chassis.errors import Unauthenticated
from chassis.ids import Ids
from services.identity.domain.credentials.authenticator_app import DIGITS, step_of
from services.identity.domain.credentials.levels import PASSWORD_AND_CODE
from services.identity.domain.credentials.recovery_code import as_typed
from services.identity.domain.events import Event
from services.identity.domain.sessions.session import Opened
from services.identity.domain.throttle import for_code
from services.identity.ports import OpenWork, Work
from services.identity.usecases.sessions.open_session import open_session
from services.identity.usecases.sessions.tries import draw, give_back


class EnterCode:
    """The second half of signing in with a password."""

    def __init__(self, write: OpenWork, clock: Clock, ids: Ids) -> None:
        self._write, self._clock, self._ids = write, clock, ids

    async def __call__(self, half: str, code: str, source: str) -> Opened:
        """Raises Unauthenticated ("sign-in-over" where the password must be given again), or TooMany."""
        now = self._clock.now()
        async with self._write() as work:
            account_id = await work.codes.half(half, now)
            if account_id is None:
                raise Unauthenticated("that took too long; sign in again", code="sign-in-over")
            account = await work.accounts.get(account_id)
            buckets = for_code(account_id, source, familiar=await work.throttle.familiar(account.email, source))
            await draw(work, buckets, now)
            work.tell(Event("session.tried", account_id))
        async with self._write() as work:
            # Again, and locked by its use: of two at once with one right code, one is let in.
            if await work.codes.half(half, now) is None or not await take_code(work, account_id, code, now):
                raise wrong_code()
            await work.codes.end_half(half)
            await give_back(work, buckets)
            await work.throttle.remember(account.email, source, now)
            return await open_session(work, account, now, self._ids, PASSWORD_AND_CODE)


async def take_code(work: Work, account_id: str, code: str, now: datetime) -> bool:
    """Whether this is a good code of the account; if so, it is good no more."""
    digits = "".join(code.split())
    if len(digits) == DIGITS and digits.isascii() and digits.isdigit():
        app = await work.codes.app(account_id)
        step = step_of(app.secret, digits, app.last_step, now) if app else None
        if app is None or step is None:
            return False
        await work.codes.stepped(app, step)
        return True
    typed = as_typed(code)
    if not typed or not await work.codes.use_recovery_code(account_id, typed, now):
        return False
    work.tell(Event("recovery-code.used", account_id), by=account_id)
    return True


def wrong_code() -> Unauthenticated:
    return Unauthenticated("that code is not right, or was used before", code="wrong-code")
