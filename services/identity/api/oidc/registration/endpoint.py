"""`/oauth2/register` and `/oauth2/register/{client_id}`."""

from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import Invalid, Unauthenticated
from services.identity.api.oidc.answers import document, refusal, token_refusal
from services.identity.api.oidc.errors import InvalidRequest, InvalidToken, OAuthError
from services.identity.api.oidc.parameters import body
from services.identity.api.oidc.provider import Provider
from services.identity.api.oidc.registration.metadata import BadMetadata, client_of, metadata_of
from services.identity.domain.client import LOOPBACK, Client
from services.identity.usecases.read_registration import ReadRegistration
from services.identity.usecases.register_client import RegisterClient

# Ours on the left; theirs where RFC 7591 has another name for it.
_THEIRS = {"name": "client_name", "scopes": "scope"}


class Registration:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._register = RegisterClient(
            provider.write,
            provider.documents,
            provider.clock,
            provider.ids,
            # An issuer on this machine is a demonstration, and its clients are here as well.
            allow_loopback=urlsplit(provider.issuer).hostname in LOOPBACK,
        )
        self._read = ReadRegistration(provider.read)

    async def __call__(self, request: Request) -> Response:
        """RFC 7591 section 3.1."""
        try:
            secret = _bearer(request)
            token = await self._register.token(secret)
            if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
                raise InvalidRequest("the body must be application/json")
            wanted = client_of(await body(request), token, self._provider.clock.now())
            client, client_secret, access = await self._register(secret, wanted)
        except Unauthenticated as refused:
            return token_refusal(InvalidToken(refused.detail), {}, dpop=False)
        except Invalid as wrong:
            return refusal(_named(wrong))
        except InvalidToken as refused:
            return token_refusal(refused, {}, dpop=False)
        except OAuthError as error:
            return refusal(error)
        shown: dict[str, Any] = {"registration_access_token": access}
        if client_secret:
            shown |= {"client_secret": client_secret, "client_secret_expires_at": 0}
        return document(self._said(client) | shown, 201)

    async def read(self, request: Request) -> Response:
        """RFC 7592 section 2.1; the client secret is not among what is said, for we do not have it."""
        try:
            return document(self._said(await self._read(request.path_params["client_id"], _bearer(request))))
        except Unauthenticated as refused:
            return token_refusal(InvalidToken(refused.detail), {}, dpop=False)
        except InvalidToken as refused:
            return token_refusal(refused, {}, dpop=False)

    def _said(self, client: Client) -> dict[str, Any]:
        where = self._provider.url(f"/oauth2/register/{client.id}")
        return metadata_of(client) | {"registration_client_uri": where}


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise InvalidToken("an access token is needed here")
    return token.strip()


def _named(wrong: Invalid) -> OAuthError:
    field, message = wrong.fields[0].field, wrong.fields[0].message
    name, _, place = field.partition(".")
    said = f"{_THEIRS.get(name, name)}{'.' if place else ''}{place}: {message}"
    return OAuthError(said, "invalid_redirect_uri") if name == "redirect_uris" else BadMetadata(said)
