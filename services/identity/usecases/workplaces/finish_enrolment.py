"""A worker makes her first passkey with the code that her organisation gave her."""

from datetime import datetime

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.ids import Ids
from services.identity.domain.accounts.confirmation import Confirmation
from services.identity.domain.credentials.challenge import Challenges
from services.identity.domain.credentials.levels import PASSKEY
from services.identity.domain.credentials.passkey import passkey_name
from services.identity.domain.sessions.session import Opened
from services.identity.domain.throttle import for_passkey
from services.identity.ports import Ceremonies, OpenWork, Work
from services.identity.usecases.credentials.begin_passkey import Ceremony
from services.identity.usecases.credentials.new_passkey import keep_passkey, made
from services.identity.usecases.sessions.open_session import open_session
from services.identity.usecases.sessions.tries import draw, give_back
from services.identity.usecases.workplaces.enrol_worker import has_a_way_in

_ENROL = "enrol"


class BeginEnrolment:
    """Whoever holds the code is shown what to ask of an authenticator; the code is not used up by looking."""

    def __init__(self, write: OpenWork, ceremonies: Ceremonies, challenges: Challenges, clock: Clock) -> None:
        self._write, self._ceremonies, self._challenges, self._clock = write, ceremonies, challenges, clock

    async def __call__(self, code: str) -> Ceremony:
        """Raises NotFound for a code that is wrong, used or too old."""
        now = self._clock.now()
        async with self._write() as work:
            enrolling = await _enrolling(work, code, now)
            account = await work.accounts.get(enrolling.account_id)
        challenge = self._challenges.new(now, _ENROL, code)
        return Ceremony(challenge.token, self._ceremonies.creation(challenge, account, ()))


class FinishEnrolment:
    """Passkey, code used up and session in one transaction."""

    def __init__(self, write: OpenWork, ceremonies: Ceremonies, challenges: Challenges, clock: Clock, ids: Ids) -> None:
        self._write, self._ceremonies, self._challenges = write, ceremonies, challenges
        self._clock, self._ids = clock, ids

    async def __call__(self, code: str, token: str, response: str, name: str, source: str) -> Opened:
        """Raises NotFound for a code that is wrong, used or too old, Invalid for a response that proves nothing."""
        now, name, buckets = self._clock.now(), passkey_name(name), for_passkey(source)
        new = made(self._ceremonies, response, self._challenges.again(token, now, _ENROL, code))
        async with self._write() as work:
            await draw(work, buckets, now)
        async with self._write() as work:
            enrolling = await _enrolling(work, code, now)
            account = await work.accounts.get(enrolling.account_id)
            await keep_passkey(work, new, self._ids.new("psk"), account.id, name, now, by=account.id)
            await work.confirmations.remove(enrolling.id)
            await give_back(work, buckets)
            return await open_session(work, account, now, self._ids, PASSKEY)


async def _enrolling(work: Work, code: str, now: datetime) -> Confirmation:
    which, _, key = code.partition(".")
    found = await work.confirmations.shown(which, key)
    good = found is not None and found.good_for("enrol", now)
    if found is None or not good or await has_a_way_in(work, found.account_id):
        raise NotFound("this code is wrong, was used before, or is too old", code="enrolment-over")
    return found
