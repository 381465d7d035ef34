"""The client of a request at the token endpoint and its siblings."""

from base64 import b64decode
from dataclasses import dataclass
from urllib.parse import unquote_plus

from starlette.requests import Request

from chassis.errors import NotFound
from chassis.tokens import hashed, same
from services.identity.api.oidc.client_auth.assertion import TYPE, Assertion, Claimed, check_assertion
from services.identity.api.oidc.client_auth.possession import certificate
from services.identity.api.oidc.errors import InvalidClient, InvalidRequest, InvalidSecret
from services.identity.api.oidc.parameters import Parameters
from services.identity.api.oidc.provider import Provider
from services.identity.domain.characters import are_characters
from services.identity.domain.clients.certificate import is_one_of, issued_by, names
from services.identity.domain.clients.client import Client
from services.identity.ports import Work

_LONGEST_SECRET = 512


@dataclass(frozen=True, slots=True)
class Authenticated:
    """A client that proved itself, if it can: a public one has nothing to prove itself with."""

    client: Client
    assertion: Assertion | None = None

    async def use_up(self, work: Work) -> None:
        """In the effect's transaction, and kept even when that is refused. Raises InvalidClient the second time."""
        if self.assertion is None:
            return
        first = await work.assertions.first_use(self.client.id, self.assertion.jti, self.assertion.expires_at)
        if not first:
            raise InvalidClient("the client assertion has been used before")


async def authenticate(provider: Provider, parameters: Parameters, request: Request) -> Authenticated:
    """By the one method the client registered, and no second (RFC 6749 section 2.3).

    Raises:
        InvalidRequest: two methods at once.
        InvalidClient: anything else.
    """
    shown = [name for name in ("client_assertion", "client_secret") if name in parameters]
    if len(shown) + ("authorization" in request.headers) > 1:
        raise InvalidRequest("prove who you are in one way, not in two")
    if "client_assertion" in parameters:
        return await _by_assertion(provider, parameters, request)
    if "authorization" in request.headers:
        return await _by_basic(provider, parameters, request.headers["authorization"])
    client = await _client(provider, parameters.get("client_id", ""))
    if "client_secret" in parameters:
        _must_use("client_secret_post", client)
        _knows(client, parameters["client_secret"])
    elif client.auth_method in _BY_CERTIFICATE:
        await _by_certificate(provider, client, request)
    elif not client.public:
        raise InvalidClient(f"this client must prove itself with {client.auth_method}")
    return Authenticated(client)


_BY_CERTIFICATE = ("tls_client_auth", "self_signed_tls_client_auth")


async def _by_assertion(provider: Provider, parameters: Parameters, request: Request) -> Authenticated:
    if parameters.get("client_assertion_type") != TYPE:
        raise InvalidClient(f"client_assertion_type must be {TYPE}")
    claimed = Claimed.read(parameters["client_assertion"])
    client = await _client(provider, claimed.subject)
    _must_use("private_key_jwt", client)
    if parameters.get("client_id", client.id) != client.id:
        raise InvalidClient("client_id is not the one of the client assertion")
    audiences = (provider.issuer, provider.url("/oauth2/token"), provider.url(request.scope["path"]))
    now = provider.clock.now()
    return Authenticated(client, await check_assertion(claimed, client, provider.client_keys, audiences, now))


async def _by_basic(provider: Provider, parameters: Parameters, authorization: str) -> Authenticated:
    """Id and secret are form-encoded before they are base64 (RFC 6749 section 2.3.1)."""
    scheme, _, encoded = authorization.partition(" ")
    try:
        given, colon, secret = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        given, colon, secret = "", "", ""
    if scheme.lower() != "basic" or not colon:
        raise InvalidSecret("the Authorization header is not in the form of RFC 6749 section 2.3.1")
    client_id = unquote_plus(given)
    if parameters.get("client_id", client_id) != client_id:
        raise InvalidSecret("client_id is not the one of the Authorization header")
    try:
        client = await _client(provider, client_id)
        _must_use("client_secret_basic", client)
        _knows(client, unquote_plus(secret))
    except InvalidClient as refused:
        raise InvalidSecret(refused.description) from None
    return Authenticated(client)


async def _by_certificate(provider: Provider, client: Client, request: Request) -> None:
    shown = certificate(request)
    if shown is None:
        raise InvalidClient("this client must prove itself with its certificate")
    if client.auth_method == "self_signed_tls_client_auth":
        good = is_one_of(shown, await provider.client_keys.of(client))
    else:
        good = issued_by(shown, provider.authorities, provider.clock.now()) and names(shown, client.registration)
    if not good:
        raise InvalidClient("that is not the certificate of this client")


async def _client(provider: Provider, client_id: str) -> Client:
    if not are_characters(client_id):
        raise InvalidClient("there is no such client")
    try:
        async with provider.read() as work:
            return await work.clients.get(client_id)
    except NotFound:
        raise InvalidClient("there is no such client") from None


def _must_use(method: str, client: Client) -> None:
    if client.auth_method != method:
        raise InvalidClient(f"this client must prove itself with {client.auth_method}")


def _knows(client: Client, secret: str) -> None:
    if len(secret) > _LONGEST_SECRET or not client.secret_hash or not same(hashed(secret), client.secret_hash):
        raise InvalidClient("that is not the secret of this client")
