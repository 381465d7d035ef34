"""Ends a client."""

from datetime import datetime

from services.identity.domain.authorization.revocation import Revocation
from services.identity.domain.events import Event
from services.identity.ports import Work


async def end_client(work: Work, client_id: str, now: datetime, *, by: str) -> None:
    """With it end its grants and their tokens, what residents approved for it, and what it was still to be told."""
    await work.clients.end(client_id, now)
    # All at once, whatever their number: one revocation covers every token of the client.
    grants = await work.grants.end_all_of(client_id, now)
    await work.revocations.add(Revocation.for_good("client", client_id, now))
    approvals = await work.approvals.remove_all_for(client_id)
    await work.logouts.remove_all_for(client_id)
    await work.registrations.end_access(client_id)
    facts = {"grants": str(grants), "approvals": str(approvals)}
    work.tell(Event("client.ended", client_id, facts), by=by)
