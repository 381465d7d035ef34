"""A client's assertion (RFC 7523 section 3), as a list of checks."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from jwt.types import Options

from services.identity.api.oidc.errors import InvalidClient
from services.identity.domain.client import Client
from services.identity.domain.grant import ASSERTION_LIFE

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ["ES256"]
_LEEWAY = timedelta(seconds=10)
_LONGEST_JTI = 200


@dataclass(frozen=True, slots=True)
class Assertion:
    """One that holds; `jti` is to be used up until `expires_at`."""

    jti: str
    expires_at: datetime


def unverified_subject(assertion: str) -> str:
    """Whom it claims to be from, to find the key by; nothing else is believed yet. Raises InvalidClient."""
    try:
        subject = jwt.decode(assertion, options={"verify_signature": False}).get("sub")
    except jwt.InvalidTokenError:
        raise InvalidClient("the client assertion cannot be read") from None
    if not isinstance(subject, str):
        raise InvalidClient("the client assertion has no sub")
    return subject


def check_assertion(assertion: str, client: Client, audiences: set[str], now: datetime) -> Assertion:
    """Raises InvalidClient."""
    claims = _signed(assertion, client)
    _same_names(claims, client)
    _for_us(claims, audiences)
    return Assertion(_jti(claims), _in_time(claims, now))


def _signed(assertion: str, client: Client) -> dict[str, Any]:
    for key in _keys(assertion, client):
        try:
            # Times and audience are checked below, by the injected clock and with words of our own.
            unchecked: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}
            claims: dict[str, Any] = jwt.decode(assertion, key, algorithms=ALGORITHMS, options=unchecked)
            return claims
        except jwt.InvalidTokenError:
            continue
    raise InvalidClient("the client assertion is not signed with a key of this client")


def _keys(assertion: str, client: Client) -> list[jwt.PyJWK]:
    kid = jwt.get_unverified_header(assertion).get("kid")
    keys = json.loads(client.jwks)["keys"] if client.jwks else []
    return [jwt.PyJWK(key, "ES256") for key in keys if kid is None or key.get("kid") in (None, kid)]


def _same_names(claims: dict[str, Any], client: Client) -> None:
    if not claims.get("iss") == claims.get("sub") == client.id:
        raise InvalidClient("iss and sub of the client assertion must be the client_id")


def _for_us(claims: dict[str, Any], audiences: set[str]) -> None:
    named = claims.get("aud")
    found = {named} if isinstance(named, str) else set(named) if isinstance(named, list) else set()
    if not found & audiences:
        raise InvalidClient("the client assertion is for somebody else")


def _in_time(claims: dict[str, Any], now: datetime) -> datetime:
    expires, starts = claims.get("exp"), claims.get("nbf", claims.get("iat", 0))
    if not isinstance(expires, int | float) or not isinstance(starts, int | float):
        raise InvalidClient("the client assertion has no exp, or a time that is none")
    earliest, latest = (now + _LEEWAY).timestamp(), (now + ASSERTION_LIFE + _LEEWAY).timestamp()
    if starts > earliest or expires <= now.timestamp() or expires > latest:
        raise InvalidClient("the client assertion is not valid now, or for too long")
    return datetime.fromtimestamp(expires, UTC)


def _jti(claims: dict[str, Any]) -> str:
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 1 <= len(jti) <= _LONGEST_JTI:
        raise InvalidClient("the client assertion has no usable jti")
    return jti
