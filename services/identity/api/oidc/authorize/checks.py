"""The checks of an authorization request, in their order. The first two decide whether a browser may be sent back."""

import json
import re
from typing import Any

from authlib.oauth2.rfc7636.challenge import CODE_CHALLENGE_PATTERN

from chassis.errors import NotFound
from services.identity.api.oidc.errors import InvalidRequest, InvalidScope, OAuthError, UnauthorizedClient, Untrusted
from services.identity.api.oidc.one_login.vector import vector
from services.identity.api.oidc.parameters import Parameters, needed
from services.identity.api.oidc.provider import Provider
from services.identity.domain.authorization.interaction import AuthorizationRequest, ResponseMode
from services.identity.domain.authorization.pushed_request import kept_as
from services.identity.domain.characters import are_characters
from services.identity.domain.claims.one_login import ACR_OF
from services.identity.domain.claims.release import OIDC_SCOPES
from services.identity.domain.claims.tokens import ID_TYPE
from services.identity.domain.claims.verified import purposes_in_form
from services.identity.domain.clients.client import Client
from services.identity.domain.credentials.levels import LEVELS
from services.identity.domain.keys.keyring import BadToken
from services.identity.domain.roles import API_SCOPES

_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")
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


def checked(client: Client, redirect_uri: str, parameters: Parameters, provider: Provider) -> AuthorizationRequest:
    """Everything after the first two; each may send the browser back with its OAuthError.

    What a request says beyond this (`display`, `claims_locales`, anything unknown) is ignored.
    """
    may_use_code(client)
    response_is_a_code(parameters)
    prompt, wanted = known_prompt(parameters), claims(parameters)
    asked = vector(client, parameters)
    return AuthorizationRequest(
        client_id=client.id,
        redirect_uri=redirect_uri,
        scopes=scopes(client, parameters),
        state=demanded(client, parameters, "state"),
        nonce=demanded(client, parameters, "nonce"),
        challenge=challenge(client, parameters),
        claims=wanted | asked.kept() if asked else wanted,
        prompt=prompt,
        max_age=max_age(client, parameters),
        acr_values=tuple(bounded(parameters, "acr_values").split()),
        login_hint=bounded(parameters, "login_hint"),
        ui_locales=tuple(bounded(parameters, "ui_locales").split()),
        response_mode=response_mode(parameters),
        least_acr=ACR_OF[asked.credential] if asked else least_acr(wanted),
        subject=subject(client, parameters, wanted, provider),
        jkt=jkt(parameters),
        pushed=kept_as(parameters.get("request_uri", "")),
    )


def may_use_code(client: Client) -> None:
    if "authorization_code" not in client.grants:
        raise UnauthorizedClient("this client may not send people here")


def response_is_a_code(parameters: Parameters) -> None:
    if needed(parameters, "response_type") != "code":
        raise OAuthError("response_type must be code", "unsupported_response_type")


def response_mode(parameters: Parameters) -> ResponseMode:
    """OAuth 2.0 Multiple Response Types section 2.1, and OAuth 2.0 Form Post Response Mode."""
    match parameters.get("response_mode", "query"):
        case "query":
            return "query"
        case "form_post":
            return "form_post"
        case _:
            raise InvalidRequest("response_mode must be query or form_post")


def scopes(client: Client, parameters: Parameters) -> frozenset[str]:
    """`openid` and what this client may have."""
    known = known_scopes(client, parameters)
    if "openid" not in known:
        raise InvalidScope("scope must contain openid")
    return known


def known_scopes(client: Client, parameters: Parameters) -> frozenset[str]:
    """What this client may have. Scopes nobody knows are ignored (OIDC Core section 3.1.2.1)."""
    asked = frozenset(bounded(parameters, "scope").split())
    known = asked & (OIDC_SCOPES | API_SCOPES)
    if beyond := known - client.scopes - {"openid"}:
        raise InvalidScope(f"this client may not ask for {' '.join(sorted(beyond))}")
    return known


def demanded(client: Client, parameters: Parameters, name: str) -> str:
    """`state` or `nonce`, where the profile wants both."""
    if client.rules.state_and_nonce:
        needed(parameters, name)
    return bounded(parameters, name)


def challenge(client: Client, parameters: Parameters) -> str:
    """RFC 7636 with S256 only; a client whose profile lets it may leave it all out, and then no verifier will do."""
    if not client.rules.pkce and "code_challenge" not in parameters and "code_challenge_method" not in parameters:
        return ""
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


def max_age(client: Client, parameters: Parameters) -> int | None:
    """As asked for, or as the client registered (OIDC Dynamic Client Registration section 2, default_max_age)."""
    text = parameters.get("max_age")
    if text is None:
        return client.registration.default_max_age
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
    if not are_characters(found):
        raise InvalidRequest("claims holds what is no text")
    if not purposes_in_form(found):
        raise InvalidRequest("a purpose has 3 to 300 characters (Identity Assurance 1.0 section 5.3)")
    return found


def least_acr(wanted: dict[str, Any]) -> str:
    """The weakest level that an essential `acr` claim lets pass (OIDC Core section 5.5.1.1).

    Raises OAuthError when it names none of ours: nobody could ever reach it.
    """
    asked = wanted.get("id_token", {}).get("acr")
    if not isinstance(asked, dict) or asked.get("essential") is not True:
        return ""
    values = asked.get("values", [asked.get("value")])
    known = [level for level in LEVELS if isinstance(values, list) and level in values]
    if not known:
        raise OAuthError("no acr asked for can be reached here", "unmet_authentication_requirements")
    return known[0]


def subject(client: Client, parameters: Parameters, wanted: dict[str, Any], provider: Provider) -> str:
    """Who must be signed in, by an id_token_hint of ours of any age, or by a `sub` claim with a value."""
    asked = wanted.get("id_token", {}).get("sub")
    value = asked.get("value", "") if isinstance(asked, dict) else ""
    named = {value} if isinstance(value, str) and value else set()
    if hint := parameters.get("id_token_hint"):
        try:
            said = provider.keyring.claims(hint, typ=ID_TYPE, issuer=provider.issuer, audience=client.id, now=None)
        except BadToken:
            raise InvalidRequest("id_token_hint is not an ID token of ours for this client") from None
        named.add(said["sub"])
    if len(named) > 1:
        raise OAuthError("id_token_hint and claims name two people", "login_required")
    return next(iter(named), "")


def jkt(parameters: Parameters) -> str:
    """The key the code shall be for (RFC 9449 section 10)."""
    value = parameters.get("dpop_jkt", "")
    if value and not _THUMBPRINT.fullmatch(value):
        raise InvalidRequest("dpop_jkt is not the SHA-256 thumbprint of a key")
    return value


def bounded(parameters: Parameters, name: str) -> str:
    value = parameters.get(name, "")
    if len(value) > LONGEST:
        raise InvalidRequest(f"{name} is too long")
    return value
