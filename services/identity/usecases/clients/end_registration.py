"""A client ends its registration (RFC 7592 section 2.3)."""

from chassis.clock import Clock
from services.identity.ports import OpenWork
from services.identity.usecases.clients.end_client import end_client
from services.identity.usecases.clients.managed_client import managed_client


class EndRegistration:
    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, client_id: str, access: str) -> None:
        """Raises Unauthenticated."""
        async with self._write() as work:
            client, _ = await managed_client(work, client_id, access)
            await end_client(work, client.id, self._clock.now(), by=client.id)
