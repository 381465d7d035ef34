"""What a client asks for, wherever it says so: in parameters, in a signed request object, in a request sent ahead.

A request object (RFC 9101, OIDC Core section 6) is by value (`request`) or at an address the client registered
(`request_uri`); a request sent ahead (RFC 9126) is named by a `request_uri` of ours. Once there is one of these, what
is said beside it does not count (RFC 9101 section 6.3).
"""

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urldefrag

from chassis.errors import Unavailable
from services.identity.api.oidc.errors import InvalidRequest, OAuthError, Untrusted
from services.identity.api.oidc.parameters import Parameters
from services.identity.api.oidc.provider import Provider
from services.identity.domain.authorization.pushed_request import is_pushed
from services.identity.domain.clients.client import Client
from services.identity.domain.clients.foreign_jwt import ForeignJwt, algorithms_of
from services.identity.domain.keys.signed_jwt import BadJwt

_TYPES = frozenset({"oauth-authz-req+jwt", "jwt", ""})
_LEEWAY = timedelta(seconds=10)
# FAPI 2.0 Message Signing section 5.3.1: no older, and good for no longer.
_LONGEST_LIFE = timedelta(hours=1)
_OF_THE_JWT = frozenset({"iss", "aud", "exp", "nbf", "iat", "jti", "sub"})


async def requested(provider: Provider, client: Client, parameters: Parameters) -> Parameters:
    """What the authorization endpoint is asked for.

    Raises:
        Untrusted: a request sent ahead that there is not, or not any more, or not of this client.
        OAuthError: anything else.
    """
    uri = parameters.get("request_uri", "")
    if is_pushed(uri):
        return await _sent_ahead(provider, client, uri)
    if client.rules.par or client.registration.require_pushed_authorization_requests:
        raise InvalidRequest("this client must send its requests ahead (RFC 9126)")
    if uri:
        if "request" in parameters:
            raise InvalidRequest("request and request_uri are both there")
        text = await _fetched(provider, client, uri)
        return await _inside(provider, client, parameters, text, "request_uri_not_supported")
    return await opened(provider, client, parameters)


async def opened(provider: Provider, client: Client, parameters: Parameters) -> Parameters:
    """The parameters, or those in the `request` they carry. Raises OAuthError."""
    if "request" not in parameters:
        return parameters
    return await _inside(provider, client, parameters, parameters["request"], "request_not_supported")


async def _sent_ahead(provider: Provider, client: Client, uri: str) -> Parameters:
    async with provider.read() as work:
        pushed = await work.pushed_requests.get(uri)
    if pushed is None or pushed.client_id != client.id or not pushed.live(provider.clock.now()):
        raise Untrusted("this link is too old; start again at the service you came from")
    return {**pushed.parameters, "request_uri": uri}


async def _fetched(provider: Provider, client: Client, uri: str) -> str:
    """From a registered address only, so that nobody makes us call (RFC 9101 section 10.4.1)."""
    if uri not in client.registration.request_uris:
        raise OAuthError("request_uri is not one this client registered", "invalid_request_uri")
    try:
        # A fragment tells one version of the object from another (OIDC Core section 6.2); it is not sent.
        return (await provider.documents.get(urldefrag(uri).url)).decode(errors="replace").strip()
    except Unavailable:
        raise OAuthError("request_uri cannot be read", "invalid_request_uri") from None


async def _inside(provider: Provider, client: Client, outside: Parameters, text: str, unsigned: str) -> dict[str, str]:
    """`unsigned`: the error for an object that nobody signed, which we do not support."""
    try:
        sent = ForeignJwt.read(text)
        header = sent.header
        if header.get("alg") == "none":
            raise OAuthError("a request object must be signed", unsigned)
        allowed = algorithms_of(client, client.registration.request_object_signing_alg)
        claims = sent.signed_by(await provider.client_keys.of(client, header.get("kid")), allowed)
    except BadJwt as bad:
        raise _refused(str(bad)) from None
    if str(header.get("typ", "")).lower() not in _TYPES:
        raise _refused("its typ is that of something else")
    _of_the_client_for_us(claims, client, provider.issuer)
    _in_time(claims, provider.clock.now())
    if {"request", "request_uri"} & claims.keys():
        raise _refused("it holds another")
    if outside.get("client_id", client.id) != claims.get("client_id", client.id) or claims.get("sub") == client.id:
        raise _refused("it is another client's, or no request object")
    return {name: _text(value) for name, value in claims.items() if name not in _OF_THE_JWT} | {"client_id": client.id}


def _of_the_client_for_us(claims: dict[str, Any], client: Client, issuer: str) -> None:
    audience = claims.get("aud")
    if claims.get("iss") != client.id or issuer not in (audience if isinstance(audience, list) else [audience]):
        raise _refused("its iss must be the client_id, its aud the issuer")


def _in_time(claims: dict[str, Any], now: datetime) -> None:
    """One that says when it ends is believed for an hour; `exp` and `nbf` are the client's to leave out."""
    expires, starts = claims.get("exp", now.timestamp() + 1), claims.get("nbf", now.timestamp())
    if not isinstance(expires, int | float) or not isinstance(starts, int | float):
        raise _refused("a time in it is none")
    oldest, newest = (now - _LONGEST_LIFE).timestamp(), (now + _LEEWAY).timestamp()
    if not oldest <= starts <= newest or not now.timestamp() < expires <= (now + _LONGEST_LIFE + _LEEWAY).timestamp():
        raise _refused("it is not valid now, or for too long")


def _text(value: object) -> str:
    """As the parameter of the same name would say it: `claims` is JSON, `max_age` a number (OIDC Core section 6.1)."""
    return value if isinstance(value, str) else json.dumps(value)


def _refused(why: str) -> OAuthError:
    return OAuthError(f"the request object is not good: {why}", "invalid_request_object")
