"""A client reads what it registered (RFC 7592 section 2.1)."""

from services.identity.domain.clients.client import Client
from services.identity.domain.events import Event
from services.identity.ports import OpenWork
from services.identity.usecases.clients.managed_client import managed_client


class ReadRegistration:
    def __init__(self, write: OpenWork) -> None:
        self._write = write

    async def __call__(self, client_id: str, access: str) -> Client:
        """Raises Unauthenticated."""
        async with self._write() as work:
            client, _ = await managed_client(work, client_id, access)
            work.tell(Event("client.read", client.id), by=client.id)
            return client
