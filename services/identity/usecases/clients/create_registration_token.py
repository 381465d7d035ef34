"""An operator lets software of one organisation register its clients."""

from datetime import timedelta

from chassis.clock import Clock
from chassis.tokens import Caller, hashed
from services.identity.domain.authorization.grant import new_secret
from services.identity.domain.clients.registration_token import RegistrationToken, check_token
from services.identity.domain.events import Event
from services.identity.ports import OpenWork


class CreateRegistrationToken:
    """The token is shown this once; a request sent again makes another, and the first runs out by itself."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(
        self, caller: Caller, organisation_id: str, profile: str, uses: int, life: timedelta
    ) -> tuple[str, RegistrationToken]:
        """The secret and what it is good for. Raises Invalid."""
        caller.must("clients:write")
        known, now, secret = check_token(organisation_id, profile, uses, life), self._clock.now(), new_secret()
        token = RegistrationToken(hashed(secret), organisation_id, known, uses, now + life)
        async with self._write() as work:
            await work.registrations.add_token(token)
            facts = {"organisation_id": organisation_id, "profile": known, "uses": str(uses)}
            work.tell(Event("registration-token.made", organisation_id, facts), by=caller.subject)
        return secret, token
