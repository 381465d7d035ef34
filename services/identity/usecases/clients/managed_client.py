"""What every act on a registration begins with (RFC 7592 section 2)."""

from chassis.errors import Unauthenticated
from services.identity.domain.clients.client import Client
from services.identity.domain.clients.registration_token import RegistrationAccess
from services.identity.ports import Work


async def managed_client(work: Work, client_id: str, secret: str) -> tuple[Client, RegistrationAccess]:
    """The client whose registration access token this is; those before it are over from its first use on.

    Raises Unauthenticated: also for a client that is not there, so that nobody learns which are.
    """
    access = await work.registrations.access(secret)
    if access is None or access.client_id != client_id:
        raise Unauthenticated("the registration access token is not for this client")
    await work.registrations.end_earlier(access)
    return await work.clients.get(client_id), access
