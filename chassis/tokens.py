"""The caller's token, verified again at every hop, and the feed that ends tokens before their time.

Internal tokens are JWTs (RFC 7519) signed with ES256, 60 seconds at most, for one audience. A verifier polls its issuer
each second for revocations; after 5 s without an answer it answers Unavailable rather than trust a token that may be
revoked.
"""

import asyncio
import base64
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

import jwt

from chassis.clock import Clock
from chassis.errors import Denied, Problem, Unauthenticated, Unavailable
from chassis.log import logger
from chassis.run import wait

INTERNAL_TYPE = "kith-internal+jwt"
INTERNAL_ISSUER = "kith-identity"
INTERNAL_LIFE = timedelta(seconds=60)
POLL_SECONDS = 1.0
STALE_SECONDS = 5.0
_LEEWAY = timedelta(seconds=5)
_FORGET_AFTER = timedelta(hours=1)
_MOST_SIGNED = 4_096


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """The client's `Idempotency-Key` and a hash of what it asked with it."""

    key: str
    request_hash: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as the token says: the only source of an actor in any use case."""

    subject: str
    kind: str
    scopes: frozenset[str]
    claims: Mapping[str, str] = field(default_factory=dict)
    idempotency: IdempotencyKey | None = None

    def must(self, scope: str) -> None:
        """Raises Denied, naming the scope, unless the token carries it."""
        if scope not in self.scopes:
            raise Denied(f"this needs the scope {scope}", code="scope-missing")

    def claim(self, name: str) -> str:
        return self.claims.get(name, "")

    @property
    def actor(self) -> str:
        """Whose hand it is: the one who acts for the subject (RFC 8693 section 4.1), else the subject."""
        return self.claim("act") or self.subject


@dataclass(frozen=True, slots=True)
class Revocation:
    """Everything of `kind` with this key, issued until now, is over.

    Kinds: "session", "account", "client", "token", "acting" (the authority to act for somebody else); and "key", a
    signing key that may be stolen: whatever it signed is over, whenever that says it was issued.
    """

    kind: str
    key: str
    at: float


FetchKeys = Callable[[], Awaitable[str]]
FetchRevocations = Callable[[int], Awaitable[tuple[Sequence[Revocation], int]]]

# Which claim of a token each kind of revocation names.
_CLAIM_OF_KIND = {"session": "sid", "account": "sub", "client": "client_id", "token": "jti", "acting": "act_for"}


class Verifier:
    """Verifies internal tokens for one audience; `run` keeps its keys and revocations fresh."""

    def __init__(self, audience: str, keys: FetchKeys, revocations: FetchRevocations, clock: Clock) -> None:
        self._audience, self._clock = audience, clock
        self._fetch_keys, self._fetch_revocations = keys, revocations
        self._keys: dict[str, jwt.PyJWK] = {}
        self._signed: dict[bytes, tuple[dict[str, Any], Caller]] = {}
        """What tokens said whose signature was found good, by their hash: clients use one for many calls."""
        self._revoked: dict[tuple[str, str], float] = {}
        self._cursor = 0
        self._fresh_at: float | None = None
        self._keys_at = float("-inf")

    async def run(self, stopping: asyncio.Event) -> None:
        """Poll until told to stop. A failed poll is tried again; only its age matters."""
        while not stopping.is_set():
            try:
                await self.poll()
            except (Problem, OSError) as error:
                logger().info("revocations not read", kind=type(error).__name__, age_seconds=self.age())
            await wait(stopping, POLL_SECONDS)

    async def poll(self) -> None:
        """Read what has been revoked since the last poll, and the keys while there are none or one was taken back."""
        if not self._keys:
            await self._read_keys()
        revocations, cursor = await self._fetch_revocations(self._cursor)
        if any(revocation.kind == "key" for revocation in revocations):
            await self._read_keys()
        self._cursor = cursor
        for revocation in revocations:
            self._revoked[revocation.kind, revocation.key] = revocation.at
        old = (self._clock.now() - _FORGET_AFTER).timestamp()  # far beyond the life of any token
        self._revoked = {which: at for which, at in self._revoked.items() if at > old}
        self._fresh_at = asyncio.get_running_loop().time()

    def age(self) -> float:
        """Seconds since the feed last answered; infinite before the first answer."""
        return float("inf") if self._fresh_at is None else asyncio.get_running_loop().time() - self._fresh_at

    def ready(self) -> bool:
        return self.age() <= STALE_SECONDS

    async def verify(self, token: str) -> Caller:
        """The caller of a live token.

        Raises:
            Unauthenticated: the token is malformed, forged, expired, revoked or for somebody else.
            Unavailable: revocations have not been heard of for 5 seconds.
        """
        self._must_be_ready()
        digest = sha256(token.encode()).digest()
        if digest not in self._signed:
            claims = await self._claims(token)
            if len(self._signed) >= _MOST_SIGNED:
                self._signed.clear()
            self._signed[digest] = claims, _caller(claims)
        claims, caller = self._signed[digest]
        now = self._clock.now().timestamp()
        if not claims["iat"] - _LEEWAY.total_seconds() <= now < claims["exp"] + _LEEWAY.total_seconds():
            raise Unauthenticated("the token has expired")
        self.must_stand(caller)
        return caller

    def must_stand(self, caller: Caller) -> None:
        """Once more, for what goes on after its caller was verified. Raises as `verify`, but for age."""
        self._must_be_ready()
        for kind, claim in _CLAIM_OF_KIND.items():
            revoked_at = self._revoked.get((kind, caller.claim(claim)))
            if revoked_at is not None and float(caller.claim("iat")) <= revoked_at:
                raise Unauthenticated("this sign-in has ended; sign in again", code="revoked")

    def _must_be_ready(self) -> None:
        if not self.ready():
            raise Unavailable("sign-ins cannot be checked just now; try again in a moment", retry_after=2)

    async def _claims(self, token: str) -> dict[str, Any]:
        """What it says, if its signature is good; the clock is not asked."""
        header = _header(token)
        if header.get("typ") != INTERNAL_TYPE:
            raise Unauthenticated("that is not an internal token")
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                await self._key(str(header.get("kid"))),
                algorithms=["ES256"],
                audience=self._audience,
                issuer=INTERNAL_ISSUER,
                # The injected clock decides about time, below.
                options={"require": ["sub", "iat", "exp"], "verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError:
            raise Unauthenticated("the token is not valid") from None
        return claims

    async def _key(self, kid: str) -> jwt.PyJWK:
        now = asyncio.get_running_loop().time()
        if kid not in self._keys and now - self._keys_at >= POLL_SECONDS:
            await self._read_keys()
        if kid not in self._keys:
            raise Unauthenticated("the token is signed with an unknown key")
        return self._keys[kid]

    async def _read_keys(self) -> None:
        self._keys_at = asyncio.get_running_loop().time()
        jwks = json.loads(await self._fetch_keys())
        self._signed.clear()
        self._keys = {key["kid"]: jwt.PyJWK(key) for key in jwks["keys"] if key.get("crv") == "P-256"}


def _header(token: str) -> dict[str, Any]:
    """What names the key; PyJWT's own would read the whole token, which it does once more to verify it."""
    first = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except ValueError:
        header = None
    if not isinstance(header, dict):
        raise Unauthenticated("the token is not valid")
    return header


def _caller(claims: dict[str, Any]) -> Caller:
    return Caller(
        subject=claims["sub"],
        kind=str(claims.get("kind", "")),
        scopes=frozenset(str(claims.get("scope", "")).split()),
        claims={name: str(value) for name, value in claims.items() if isinstance(value, str | int | float)},
    )


def hashed(secret: str) -> str:
    """SHA-256, hex: how a high-entropy secret (code, session, refresh token) is kept at rest."""
    return sha256(secret.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Constant-time comparison of two secrets."""
    return hmac.compare_digest(one.encode(), other.encode())
