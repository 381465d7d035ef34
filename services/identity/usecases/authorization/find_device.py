"""Somebody types in the code that a device shows."""

from dataclasses import dataclass
from datetime import datetime

from chassis.clock import Clock
from chassis.errors import Denied, NotFound
from services.identity.domain.authorization.device_request import DeviceRequest
from services.identity.domain.claims.release import GROUPS, asked_for
from services.identity.domain.clients.client import Client
from services.identity.domain.sessions.standing import Standing
from services.identity.domain.throttle import USER_CODE, Buckets
from services.identity.ports import OpenWork, Work
from services.identity.usecases.authorization.interacting import signed_in
from services.identity.usecases.sessions.tries import draw


@dataclass(frozen=True, slots=True)
class AskingDevice:
    """Who asks, and the claim groups it would get, in plain-words order."""

    client: Client
    claims: tuple[str, ...]


class FindDevice:
    """Each try draws on a bucket of the account and one of the source, right or wrong: codes cannot be gone through."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, value: str, user_code: str, source: str) -> AskingDevice:
        """For the session with this cookie value. Raises Unauthenticated, TooMany, Denied, or NotFound for any code
        that is not waiting."""
        now = self._clock.now()
        async with self._write() as work:
            standing = await signed_in(work, value, now)
            await draw(work, [*tries(standing), (("user-code-from", source), USER_CODE)], now)
        async with self._write() as work:
            request, client = await waiting(work, standing, user_code, now)
            asked = asked_for(request.scopes, {})
            return AskingDevice(client, tuple(group for group in GROUPS if group in asked))


def tries(standing: Standing) -> Buckets:
    """What each code somebody gives draws on, to find a device or to answer it."""
    return [(("user-code", standing.account.id), USER_CODE)]


async def waiting(work: Work, standing: Standing, user_code: str, now: datetime) -> tuple[DeviceRequest, Client]:
    """The request, locked. Raises NotFound, or Denied to a worker where it is a relying party's."""
    request = await work.device_requests.by_user_code(user_code)
    if request is None or not request.live(now):
        raise NotFound("that code is not known, or it is too old; ask the device for a new one")
    client = await work.clients.get(request.client_id)
    if client.profile != "first-party" and standing.account.kind != "resident":
        raise Denied("only a resident's account can be connected to this", code="not-a-resident")
    return request, client
