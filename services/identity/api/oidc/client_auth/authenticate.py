"""The client of a request at the token, revocation or introspection endpoint."""

from dataclasses import dataclass
from datetime import datetime

from chassis.errors import NotFound
from services.identity.api.oidc.client_auth.assertion import TYPE, Assertion, check_assertion, unverified_subject
from services.identity.api.oidc.errors import InvalidClient
from services.identity.api.oidc.parameters import Parameters
from services.identity.api.oidc.provider import Provider
from services.identity.domain.client import Client
from services.identity.ports import Work


@dataclass(frozen=True, slots=True)
class Authenticated:
    """A client that proved itself, if it can: a public one has nothing to prove itself with."""

    client: Client
    assertion: Assertion | None

    async def use_up(self, work: Work, now: datetime) -> None:
        """In the effect's transaction, and kept even when that is refused. Raises InvalidClient the second time."""
        if self.assertion is None:
            return
        first = await work.assertions.first_use(self.client.id, self.assertion.jti, self.assertion.expires_at, now)
        if not first:
            raise InvalidClient("the client assertion has been used before")


async def authenticate(provider: Provider, parameters: Parameters, authorization: str | None) -> Authenticated:
    """Raises InvalidClient."""
    if authorization is not None or "client_secret" in parameters:
        raise InvalidClient("use private_key_jwt: no client here has a secret")
    assertion = parameters.get("client_assertion")
    if assertion is None:
        return Authenticated(_public(await _client(provider, parameters.get("client_id", ""))), None)
    if parameters.get("client_assertion_type") != TYPE:
        raise InvalidClient(f"client_assertion_type must be {TYPE}")
    client = await _client(provider, unverified_subject(assertion))
    if parameters.get("client_id", client.id) != client.id:
        raise InvalidClient("client_id is not the one of the client assertion")
    audiences = {provider.issuer, provider.url("/oauth2/token")}
    return Authenticated(client, check_assertion(assertion, client, audiences, provider.clock.now()))


async def _client(provider: Provider, client_id: str) -> Client:
    try:
        async with provider.read() as work:
            return await work.clients.get(client_id)
    except NotFound:
        raise InvalidClient("there is no such client") from None


def _public(client: Client) -> Client:
    if not client.public:
        raise InvalidClient("this client must prove itself with private_key_jwt")
    return client
