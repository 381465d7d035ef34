"""A client reads what it registered (RFC 7592 section 2.1)."""

from chassis.errors import Unauthenticated
from services.identity.domain.client import Client
from services.identity.ports import OpenWork


class ReadRegistration:
    def __init__(self, read: OpenWork) -> None:
        self._read = read

    async def __call__(self, client_id: str, access: str) -> Client:
        """Raises Unauthenticated: also for a client that is not there, so that nobody learns which are."""
        async with self._read() as work:
            if await work.registrations.client_of(access) != client_id:
                raise Unauthenticated("the registration access token is not for this client")
            return await work.clients.get(client_id)
