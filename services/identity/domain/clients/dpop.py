"""Proof that the sender holds a key (DPoP, RFC 9449): what one must say, and the nonce that tells how old it is.

Every proof carries a nonce of ours, so how old it is, is judged by our clock and not by the sender's `iat` (section
4.3, item 11). Nonces are not kept: each is a keyed hash of the minute, good for that minute and the next.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from chassis.clock import Clock
from chassis.errors import Invalid
from chassis.tokens import same
from services.identity.domain.clients.client import check_jwks
from services.identity.domain.clients.foreign_jwt import ForeignJwt
from services.identity.domain.clients.profile import FAPI_ALGORITHMS
from services.identity.domain.keys.keyring import thumbprint
from services.identity.domain.keys.signed_jwt import BadJwt

ALGORITHMS = FAPI_ALGORITHMS
_TYPE = "dpop+jwt"
_PERIOD = timedelta(minutes=1)
# A proof is good for as long as its nonce can be: so long must its jti be remembered.
_REMEMBERED = 2 * _PERIOD
_LONGEST_JTI = 200
_DEFAULT_PORTS = {"https": 443, "http": 80}


class BadProof(Exception):
    """Not a proof for this request."""


class StaleNonce(BadProof):
    """A good proof but for its nonce, which is none of ours or too old (RFC 9449 section 8)."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One that holds: by the key with this thumbprint; `jti` is to be used up until `expires_at`."""

    jkt: str
    jti: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """The request a proof is for: its method, its public URL, and the access token that goes with it, if any."""

    method: str
    url: str
    access_token: str = field(default="", repr=False)


class Nonces:
    """Ours: the same in every process that has the key."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key, self._clock = key, clock

    def current(self) -> str:
        return self._of(0)

    def knows(self, nonce: object) -> bool:
        return isinstance(nonce, str) and nonce.isascii() and any(same(nonce, self._of(back)) for back in (0, 1))

    def _of(self, back: int) -> str:
        period = int(self._clock.now().timestamp() // _PERIOD.total_seconds()) - back
        return _base64url(hmac.digest(self._key, str(period).encode(), hashlib.sha256)[:16])


def check_proof(text: str, asked: Asked, nonces: Nonces, now: datetime) -> Proof:
    """RFC 9449 section 4.3. That it is seen for the first time is for the caller to find out, where its effect is.

    Raises:
        StaleNonce: send it again, with the nonce of now.
        BadProof: anything else.
    """
    claims, jwk = _signed(text)
    if claims.get("htm") != asked.method or _normal(claims.get("htu")) != _normal(asked.url):
        raise BadProof("the proof is for another request")
    if asked.access_token and claims.get("ath") != _base64url(hashlib.sha256(asked.access_token.encode()).digest()):
        raise BadProof("the proof is for another access token")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 1 <= len(jti) <= _LONGEST_JTI:
        raise BadProof("the proof has no usable jti")
    _in_time(claims, now)
    if not nonces.knows(claims.get("nonce")):
        raise StaleNonce("the proof needs the nonce given here")
    return Proof(thumbprint(jwk), jti, now + _REMEMBERED)


def _signed(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        sent = ForeignJwt.read(text)
        jwk = sent.header.get("jwk")
        if sent.header.get("typ") != _TYPE or not isinstance(jwk, dict):
            raise BadProof(f"the proof must have the type {_TYPE} and its key as jwk")
        check_jwks(json.dumps({"keys": [jwk]}))
        # The key may say more than what it is; only what it is counts.
        bare = {name: value for name, value in jwk.items() if name in ("kty", "crv", "x", "y", "n", "e")}
        return sent.signed_by([bare], ALGORITHMS), bare
    except BadJwt as bad:
        raise BadProof(f"the proof is not good: {bad}") from None
    except Invalid:
        raise BadProof("the key of the proof must be public: P-256, Ed25519, or RSA of at least 2048 bits") from None


def _in_time(claims: dict[str, Any], now: datetime) -> None:
    iat, nbf, exp = claims.get("iat"), claims.get("nbf", 0), claims.get("exp", now.timestamp() + 1)
    if not all(isinstance(each, int | float) for each in (iat, nbf, exp)):
        raise BadProof("the proof has no iat, or a time that is none")
    if nbf > (now + _PERIOD).timestamp() or exp <= now.timestamp():
        raise BadProof("the proof is not valid now")


def _normal(url: object) -> tuple[str, str, int | None, str] | None:
    """Without query and fragment, normal in scheme, host and port (RFC 3986 sections 6.2.2 and 6.2.3)."""
    if not isinstance(url, str):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    return parts.scheme, parts.hostname or "", port, parts.path or "/"


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
