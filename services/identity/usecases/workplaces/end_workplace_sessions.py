"""An organisation says that somebody signed out there (OpenID Connect Back-Channel Logout 1.0)."""

from datetime import UTC, datetime

from chassis.clock import Clock
from chassis.errors import NotFound
from services.identity.domain.sessions.session import Upstream
from services.identity.ports import BadArrival, OpenWork, WorkplaceProviders
from services.identity.usecases.sessions.end_session import end_session


class EndWorkplaceSessions:
    """Ends the sessions that this organisation's sign-in began: the one it names, or all of the person it names."""

    def __init__(self, write: OpenWork, providers: WorkplaceProviders, clock: Clock) -> None:
        self._write, self._providers, self._clock = write, providers, clock

    async def __call__(self, organisation_id: str, logout_token: str) -> None:
        """Raises BadArrival for an organisation we do not know, a token that does not hold, or one used before."""
        try:
            async with self._write() as work:
                workplace = await work.workplaces.get(organisation_id)
        except NotFound:
            raise BadArrival("no such organisation") from None
        claims, now = await self._providers.signed_out(workplace, logout_token), self._clock.now()
        async with self._write() as work:
            until = datetime.fromtimestamp(claims["exp"], UTC)
            who = f"workplace/{organisation_id}"
            if not await work.assertions.first_use(who, claims["jti"], until):
                raise BadArrival("it was used before")
            subject, sid = (
                work.workplaces.mark(organisation_id, what, str(claims.get(what) or "")) for what in ("sub", "sid")
            )
            for session in await work.sessions.begun_at(Upstream(organisation_id, subject, sid), now):
                await end_session(work, session, now, "signed out at the organisation", by=organisation_id)
