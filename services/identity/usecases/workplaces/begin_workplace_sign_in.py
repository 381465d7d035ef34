"""Somebody goes to sign in at their organisation."""

import secrets
from dataclasses import dataclass, field

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import hashed
from services.identity.domain.throttle import SOURCE
from services.identity.domain.workplaces.workplace import ATTEMPT_LIFE, Attempt, Expected
from services.identity.ports import OpenWork, WorkplaceProviders
from services.identity.usecases.sessions.tries import draw

_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where the browser goes, and the secret it must come back with."""

    url: str
    browser: str = field(repr=False)


class BeginWorkplaceSignIn:
    """By the organisation chosen, or by the mail domain typed: an address says where somebody works, not who they are,
    and what is answered is the same for every address of a domain."""

    def __init__(self, write: OpenWork, providers: WorkplaceProviders, clock: Clock) -> None:
        self._write, self._providers, self._clock = write, providers, clock

    async def __call__(
        self, organisation_id: str, email: str, source: str, interaction_id: str, then: str, language: str = ""
    ) -> Leaving:
        """Raises NotFound where nobody's sign-in is meant, TooMany, Unavailable where the provider is away.

        `language`: that of the page; asked for there as well.
        """
        now, email = self._clock.now(), email.strip().lower()
        browser, state = secrets.token_urlsafe(_SECRET_BYTES), secrets.token_urlsafe(_SECRET_BYTES)
        async with self._write() as work:
            await draw(work, [(("workplace", source), SOURCE)], now)
            found = organisation_id or await work.workplaces.of_domain(email.rpartition("@")[2])
            if not found:
                raise NotFound("no organisation signs in here with that address", code="no-workplace")
            workplace = await work.workplaces.get(found)
            attempt = Attempt(found, hashed(browser), interaction_id, then, now + ATTEMPT_LIFE)
            await work.workplaces.begin(state, attempt, now)
        expected = Expected.of(browser, state)
        return Leaving(await self._providers.address(workplace, expected, email, language), browser)
