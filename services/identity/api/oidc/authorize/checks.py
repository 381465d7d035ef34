"""The checks of an authorization request, in their order. The first two decide whether a browser may be sent back."""

import json
from typing import Any

from authlib.oauth2.rfc7636.challenge import CODE_CHALLENGE_PATTERN

from chassis.errors import NotFound
from services.identity.api.oidc.errors import InvalidRequest, InvalidScope, OAuthError, UnauthorizedClient, Untrusted
from services.identity.api.oidc.parameters import Parameters, needed
from services.identity.api.oidc.provider import Provider
from services.identity.domain.claims import OIDC_SCOPES
from services.identity.domain.client import Client
from services.identity.domain.interaction import AuthorizationRequest
from services.identity.domain.roles import API_SCOPES

_PROMPTS = frozenset({"none", "login", "consent", "select_account"})
LONGEST = 2048
_LONGEST_CLAIMS = 8192


async def known_client(provider: Provider, parameters: Parameters) -> Client:
    """Raises Untrusted."""
    try:
        async with provider.read() as work:
            return await work.clients.get(parameters.get("client_id", ""))
    except NotFound:
        raise Untrusted("the service that sent you here is not known to us") from None


def exact_redirect_uri(client: Client, parameters: Parameters) -> str:
    """Compared as a string (RFC 9700 section 2.1). Raises Untrusted."""
    uri = parameters.get("redirect_uri", "")
    if uri not in client.redirect_uris:
        raise Untrusted("the service that sent you here gave an address that it has not registered")
    return uri


def checked(client: Client, redirect_uri: str, parameters: Parameters) -> AuthorizationRequest:
    """Everything after the first two; each may send the browser back with its OAuthError."""
    may_use_code(client)
    no_request_object(parameters)
    response_is_a_code(parameters)
    prompt = known_prompt(parameters)
    return AuthorizationRequest(
        client_id=client.id,
        redirect_uri=redirect_uri,
        scopes=scopes(client, parameters),
        state=bounded(parameters, "state"),
        nonce=bounded(parameters, "nonce"),
        challenge=challenge(parameters),
        claims=claims(parameters),
        prompt=prompt,
        max_age=max_age(parameters),
        acr_values=tuple(bounded(parameters, "acr_values").split()),
        login_hint=bounded(parameters, "login_hint"),
        ui_locales=tuple(bounded(parameters, "ui_locales").split()),
    )


def may_use_code(client: Client) -> None:
    if "authorization_code" not in client.grants:
        raise UnauthorizedClient("this client may not send people here")


def no_request_object(parameters: Parameters) -> None:
    """OIDC Core section 6: not supported, and said so."""
    if "request" in parameters:
        raise OAuthError("request objects are not supported", "request_not_supported")
    if "request_uri" in parameters:
        raise OAuthError("request objects are not supported", "request_uri_not_supported")


def response_is_a_code(parameters: Parameters) -> None:
    if needed(parameters, "response_type") != "code":
        raise OAuthError("response_type must be code", "unsupported_response_type")
    if parameters.get("response_mode", "query") != "query":
        raise InvalidRequest("response_mode must be query")


def scopes(client: Client, parameters: Parameters) -> frozenset[str]:
    """`openid` and what this client may have. Scopes nobody knows are ignored (OIDC Core section 3.1.2.1)."""
    asked = frozenset(bounded(parameters, "scope").split())
    if "openid" not in asked:
        raise InvalidScope("scope must contain openid")
    known = asked & (OIDC_SCOPES | API_SCOPES)
    if beyond := known - client.scopes - {"openid"}:
        raise InvalidScope(f"this client may not ask for {' '.join(sorted(beyond))}")
    return known


def challenge(parameters: Parameters) -> str:
    """RFC 7636: always, and S256 only."""
    if needed(parameters, "code_challenge") and parameters.get("code_challenge_method") != "S256":
        raise InvalidRequest("code_challenge_method must be S256")
    value = parameters["code_challenge"]
    if not CODE_CHALLENGE_PATTERN.match(value):
        raise InvalidRequest("code_challenge is not in the form of RFC 7636")
    return value


def known_prompt(parameters: Parameters) -> frozenset[str]:
    prompt = frozenset(bounded(parameters, "prompt").split())
    if prompt - _PROMPTS or ("none" in prompt and len(prompt) > 1):
        raise InvalidRequest("prompt is not one we know, or contradicts itself")
    return prompt


def max_age(parameters: Parameters) -> int | None:
    text = parameters.get("max_age")
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise InvalidRequest("max_age must be a number of seconds")
    return int(text)


def claims(parameters: Parameters) -> dict[str, Any]:
    """The `claims` parameter (OIDC Core section 5.5): JSON with objects in `userinfo` and `id_token`."""
    text = parameters.get("claims")
    if text is None:
        return {}
    try:
        found = json.loads(text) if len(text) <= _LONGEST_CLAIMS else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(
        isinstance(found.get(member, {}), dict) for member in ("userinfo", "id_token")
    ):
        raise InvalidRequest("claims is not in the form of OpenID Connect Core 5.5")
    return found


def bounded(parameters: Parameters, name: str) -> str:
    value = parameters.get(name, "")
    if len(value) > LONGEST:
        raise InvalidRequest(f"{name} is too long")
    return value
