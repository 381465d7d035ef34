"""A client ends its registration (RFC 7592 section 2.3)."""

from chassis.clock import Clock
from services.identity.domain.events import Event
from services.identity.domain.revocation import Revocation
from services.identity.ports import OpenWork
from services.identity.usecases.managed_client import managed_client


class EndRegistration:
    """With it end its grants and their tokens, what residents approved for it, and what it was still to be told."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, client_id: str, access: str) -> None:
        """Raises Unauthenticated."""
        now = self._clock.now()
        async with self._write() as work:
            client, _ = await managed_client(work, client_id, access)
            await work.clients.end(client.id, now)
            # All at once, whatever their number: one revocation covers every token of the client.
            grants = await work.grants.end_all_of(client.id, now)
            await work.revocations.add(Revocation.for_good("client", client.id, now))
            approvals = await work.approvals.remove_all_for(client.id)
            await work.logouts.remove_all_for(client.id)
            await work.registrations.end_access(client.id)
            facts = {"grants": str(grants), "approvals": str(approvals)}
            work.tell(Event("client.ended", client.id, facts), by=client.id)
