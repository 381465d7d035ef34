"""What registering and managing a registration answer alike."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import Invalid, Unauthenticated
from services.identity.api.oidc.answers import document, refusal, token_refusal
from services.identity.api.oidc.errors import InvalidRequest, InvalidToken, OAuthError
from services.identity.api.oidc.parameters import body
from services.identity.api.oidc.provider import Provider
from services.identity.api.oidc.registration.metadata import BadMetadata, members, metadata_of
from services.identity.domain.clients.client import Client

REFUSED = (Unauthenticated, Invalid, OAuthError)
# Ours on the left; theirs where RFC 7591 has another name for it.
_THEIRS = {"name": "client_name", "scopes": "scope"}


def bearer(request: Request) -> str:
    """The token a request comes with. Raises InvalidToken."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise InvalidToken("an access token is needed here")
    return token.strip()


async def said(request: Request) -> dict[str, Any]:
    """The members of its body. Raises InvalidRequest, BadMetadata."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise InvalidRequest("the body must be application/json")
    return members(await body(request))


def registered(
    provider: Provider, client: Client, *, access: str = "", client_secret: str = "", status: int = 200
) -> Response:
    """RFC 7591 section 3.2.1, RFC 7592 section 3. A secret is said when it is made, for we do not have it later."""
    shown: dict[str, Any] = {"registration_client_uri": provider.url(f"/oauth2/register/{client.id}")}
    if access:
        shown["registration_access_token"] = access
    if client_secret:
        shown |= {"client_secret": client_secret, "client_secret_expires_at": 0}
    return document(metadata_of(client) | shown, status)


def refused(error: Unauthenticated | Invalid | OAuthError) -> Response:
    """RFC 7591 section 3.2.2, RFC 6750 section 3.1."""
    match error:
        case Unauthenticated():
            return token_refusal(InvalidToken(error.detail), {}, dpop=False)
        case InvalidToken():
            return token_refusal(error, {}, dpop=False)
        case Invalid():
            return refusal(_named(error))
        case _:
            return refusal(error)


def _named(wrong: Invalid) -> OAuthError:
    field, message = wrong.fields[0].field, wrong.fields[0].message
    name, _, place = field.partition(".")
    told = f"{_THEIRS.get(name, name)}{'.' if place else ''}{place}: {message}"
    return OAuthError(told, "invalid_redirect_uri") if name == "redirect_uris" else BadMetadata(told)
