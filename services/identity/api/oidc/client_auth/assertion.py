"""A client's assertion (RFC 7523 section 3), as a list of checks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from services.identity.api.oidc.client_auth.keys import ClientKeys
from services.identity.api.oidc.errors import InvalidClient
from services.identity.domain.authorization.grant import ASSERTION_LIFE
from services.identity.domain.clients.client import Client
from services.identity.domain.clients.foreign_jwt import ForeignJwt, algorithms_of
from services.identity.domain.keys.signed_jwt import BadJwt

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# What a client signed to ask, or to show that it holds a key, proves it to nobody (RFC 8725 section 3.11).
_TYPES = frozenset({"client-authentication+jwt", "jwt", ""})
_LEEWAY = timedelta(seconds=10)
_LONGEST_JTI = 200


@dataclass(frozen=True, slots=True)
class Assertion:
    """One that holds; `jti` is to be used up until `expires_at`."""

    jti: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """An assertion as it came: whom it claims to be from, to find the key by. Nothing of it is believed yet."""

    jwt: ForeignJwt
    subject: str

    @classmethod
    def read(cls, text: str) -> "Claimed":
        """Raises InvalidClient."""
        try:
            sent = ForeignJwt.read(text)
        except BadJwt as bad:
            raise InvalidClient(f"the client assertion is not good: {bad}") from None
        subject = sent.claims.get("sub")
        if not isinstance(subject, str):
            raise InvalidClient("the client assertion has no sub")
        return cls(sent, subject)


async def check_assertion(
    claimed: Claimed, client: Client, keys: ClientKeys, audiences: Collection[str], now: datetime
) -> Assertion:
    """`audiences`: our names; the first is the issuer. Raises InvalidClient."""
    claims = await _signed(claimed, client, keys)
    _same_names(claims, client)
    _for_us(claims, client, list(audiences))
    return Assertion(_jti(claims), _in_time(claims, now))


async def _signed(claimed: Claimed, client: Client, keys: ClientKeys) -> dict[str, Any]:
    if str(claimed.jwt.header.get("typ", "")).lower().removeprefix("application/") not in _TYPES:
        raise InvalidClient("the client assertion has the typ of something else")
    allowed = algorithms_of(client, client.registration.token_endpoint_auth_signing_alg)
    known = await keys.of(client, claimed.jwt.header.get("kid"))
    try:
        return claimed.jwt.signed_by(known, allowed)
    except BadJwt as bad:
        raise InvalidClient(f"the client assertion is not good: {bad}") from None


def _same_names(claims: dict[str, Any], client: Client) -> None:
    if not claims.get("iss") == claims.get("sub") == client.id:
        raise InvalidClient("iss and sub of the client assertion must be the client_id")


def _for_us(claims: dict[str, Any], client: Client, audiences: list[str]) -> None:
    named = claims.get("aud")
    if client.rules.one_audience:
        good = named == audiences[0]
    else:
        found = [named] if isinstance(named, str) else named if isinstance(named, list) else []
        good = any(audience in found for audience in audiences)
    if not good:
        raise InvalidClient("the client assertion is for somebody else")


def _in_time(claims: dict[str, Any], now: datetime) -> datetime:
    expires, starts, made = claims.get("exp"), claims.get("nbf", 0), claims.get("iat", 0)
    if not all(isinstance(each, int | float) for each in (expires, starts, made)):
        raise InvalidClient("the client assertion has no exp, or a time that is none")
    earliest, latest = (now + _LEEWAY).timestamp(), (now + ASSERTION_LIFE + _LEEWAY).timestamp()
    if max(starts, made) > earliest or not now.timestamp() < claims["exp"] <= latest:
        raise InvalidClient("the client assertion is not valid now, or for too long")
    return datetime.fromtimestamp(claims["exp"], UTC)


def _jti(claims: dict[str, Any]) -> str:
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 1 <= len(jti) <= _LONGEST_JTI:
        raise InvalidClient("the client assertion has no usable jti")
    return jti
