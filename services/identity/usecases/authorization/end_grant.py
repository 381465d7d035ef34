"""Ends an authorization and every token that came of it."""

from datetime import datetime

from services.identity.domain.authorization.grant import Grant
from services.identity.domain.authorization.revocation import Revocation
from services.identity.domain.events import Event
from services.identity.ports import Work


async def end_grant(work: Work, grant: Grant, now: datetime, why: str, *, by: str) -> None:
    """Refresh tokens and code are dead with the grant; access tokens in flight are revoked one by one."""
    await work.grants.end(grant.id, now)
    for jti in await work.grants.live_tokens(grant.id, now):
        await work.revocations.add(Revocation.for_good("token", jti, now))
    facts = {"grant_id": grant.id, "client_id": grant.client_id, "why": why}
    work.tell(Event("grant.ended", grant.account_id, facts), by)
