"""Software registers itself as a client, with the token an operator gave its organisation."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Unauthenticated
from chassis.ids import Ids
from chassis.tokens import hashed
from services.identity.domain.authorization.grant import new_secret
from services.identity.domain.clients.client import Client
from services.identity.domain.clients.registration_token import RegistrationAccess, RegistrationToken
from services.identity.domain.clients.rules import SECRET_METHODS, check_client
from services.identity.domain.events import Event
from services.identity.ports import Documents, OpenWork, Work
from services.identity.usecases.clients.check_sector import check_sector


class RegisterClient:
    """RFC 7591 section 3. Organisation and profile are the token's, whatever the software says of itself."""

    def __init__(self, write: OpenWork, documents: Documents, clock: Clock, ids: Ids, *, allow_loopback: bool) -> None:
        self._write, self._documents = write, documents
        self._clock, self._ids, self._allow_loopback = clock, ids, allow_loopback

    async def token(self, secret: str) -> RegistrationToken:
        """What an initial access token is good for. Raises Unauthenticated."""
        async with self._write() as work:
            return await self._good(work, secret)

    async def __call__(self, secret: str, wanted: Client) -> tuple[Client, str, str]:
        """The client, its client secret (empty where it has none), and its registration access token.

        Raises:
            Invalid: naming the member that is wrong.
            Unauthenticated: the initial access token is used up, expired, or was never made.
        """
        check_client(wanted, allow_loopback=self._allow_loopback)
        await check_sector(self._documents, wanted)
        client_secret = new_secret() if wanted.auth_method in SECRET_METHODS else ""
        access = new_secret()
        async with self._write() as work:
            token = await self._good(work, secret)
            client = replace(
                wanted,
                id=self._ids.new("cli"),
                created_at=self._clock.now(),
                secret_hash=hashed(client_secret) if client_secret else "",
            )
            await work.clients.add(client)
            await work.registrations.use_token(token)
            await work.registrations.add_access(RegistrationAccess(client.id), access)
            facts = {"profile": client.profile, "organisation_id": client.organisation_id}
            work.tell(Event("client.registered", client.id, facts), by=client.id)
        return client, client_secret, access

    async def _good(self, work: Work, secret: str) -> RegistrationToken:
        token = await work.registrations.token(secret)
        if token is None or not token.good(self._clock.now()):
            raise Unauthenticated("the initial access token is not good, or no longer")
        return token
