"""A resident sets off to a provider where she may have proved who she is already."""

import secrets
from collections.abc import Mapping

from chassis.clock import Clock
from chassis.errors import Denied, NotFound
from chassis.tokens import Caller
from services.identity.domain.events import Event
from services.identity.domain.proofs.upstream import VISIT_LASTS, Visit
from services.identity.ports import OpenWork, UpstreamProvider


class BeginUpstreamProof:
    """The session that sets off is the only one that may come back."""

    def __init__(self, write: OpenWork, providers: Mapping[str, UpstreamProvider], clock: Clock) -> None:
        self._write, self._providers, self._clock = write, providers, clock

    async def __call__(self, caller: Caller, provider: str, interaction_id: str = "", language: str = "") -> str:
        """The URL to send the browser to. Raises NotFound for a provider that is not set up, Unavailable, Denied.

        `language`: that of the page; asked for there as well.
        """
        caller.must("me:write")
        if provider not in self._providers:
            raise NotFound("there is no such provider")
        session = caller.claim("sid")
        if not session:
            raise Denied("this is done on the pages, with a session", code="no-session")
        now = self._clock.now()
        visit = Visit(
            state=secrets.token_urlsafe(32),
            provider=provider,
            account_id=caller.subject,
            session_id=session,
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            expires_at=now + VISIT_LASTS,
            interaction_id=interaction_id,
        )
        url = await self._providers[provider].where(visit, language)
        async with self._write() as work:
            account = await work.accounts.locked(caller.subject)
            await work.visits.add(visit, now)
            work.tell(Event("upstream.begun", account.id, {"provider": provider}), by=account.id)
        return url
