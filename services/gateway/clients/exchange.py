"""A credential becomes a 60-second token for one service; the trade is remembered for a moment.

Identity verifies the credential (signature, life, revocation, acr) and signs what comes back. What is remembered here
can outlive a revocation by nothing: each service verifies the token again and hears of revocations each second. A DPoP
proof is for one request: what it gave is found again by that request alone, which goes on with the token it was given.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import jwt
from kith.identity.v1 import trust_pb2 as pb

from chassis.clock import Clock
from chassis.errors import Unauthenticated
from chassis.rpc import IDEMPOTENCY, TOKEN
from services.gateway.clients.credential import Credential, Shown, credential

if TYPE_CHECKING:
    from kith.identity.v1.trust_pb2_grpc import TrustAsyncStub

KEPT = timedelta(seconds=30)
MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class ServiceToken:
    """A token for one service, and who it says the caller is."""

    text: str = field(repr=False)
    subject: str
    scopes: frozenset[str]
    usable_until: datetime
    nonce: str = ""


class NonceNeeded(Unauthenticated):
    """A DPoP proof good but for its nonce: once more, with this one (RFC 9449 section 9)."""

    code = "use-dpop-nonce"

    def __init__(self, nonce: str) -> None:
        super().__init__("the proof needs the nonce given here")
        self.nonce = nonce


class Exchange:
    """Trades credentials at identity; keeps at most 10,000 tokens, each for 30 seconds at most."""

    def __init__(self, trust: "TrustAsyncStub", clock: Clock) -> None:
        self._trust, self._clock = trust, clock
        self._kept: dict[bytes, ServiceToken] = {}

    async def token(self, presented: Credential, audience: str) -> ServiceToken:
        """The token of this credential for `audience` ("identity", "directory" or "cases").

        Raises:
            NonceNeeded: its proof needs another nonce.
            Unauthenticated: the credential is malformed, forged, expired, revoked, or its acr is too low.
            Unavailable: identity is away.
        """
        which = _which(presented, audience)
        kept = self._kept.get(which)
        if kept and not presented.shown.proof and self._clock.now() < kept.usable_until:
            return kept
        shown = presented.shown
        request = pb.ExchangeRequest(
            audience=audience,
            least_acr=presented.least_acr,
            possession=pb.Possession(
                dpop_proof=shown.proof, method=shown.method, url=shown.url, certificate=shown.certificate
            ),
        )
        if presented.session:
            request.session, request.acting_for = presented.session, presented.acting_for
        elif presented.internal_token:
            request.internal_token = presented.internal_token
        else:
            request.access_token = presented.access_token
        answer = await self._trust.Exchange(request)
        if not answer.token:
            raise NonceNeeded(answer.dpop_nonce)
        token = _read(answer, self._clock.now() + KEPT)
        if shown.proof:
            which = _which(onward(presented, token), audience)
        self._kept.pop(which, None)
        while len(self._kept) >= MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[which] = token
        return token

    def outgoing(self, audience: str) -> Callable[[], Awaitable[Mapping[str, str]]]:
        """What each call on a channel to `audience` carries for the request being served."""

        async def metadata() -> Mapping[str, str]:
            presented = credential()
            if presented is None:
                return {}
            carried = {TOKEN: f"Bearer {(await self.token(presented, audience)).text}"}
            if presented.idempotency_key:
                carried[IDEMPOTENCY] = presented.idempotency_key
            return carried

        return metadata


def onward(presented: Credential, token: ServiceToken) -> Credential:
    """What a request goes on with once it was let in: a proof is good once, the token it gave for the whole request."""
    if not presented.shown.proof:
        return presented
    return replace(presented, access_token="", shown=Shown(), internal_token=token.text)


def _which(presented: Credential, audience: str) -> bytes:
    """A hash, so that a dump of this process's table holds no credential."""
    kind = "session" if presented.session else "internal" if presented.internal_token else "token"
    secret = presented.session or presented.internal_token or presented.access_token
    parts = (kind, audience, presented.least_acr, presented.acting_for, presented.shown.certificate, secret)
    return sha256("\0".join(parts).encode()).digest()


def _read(answer: pb.InternalToken, latest: datetime) -> ServiceToken:
    # Unverified on purpose: it came from identity over mutual TLS a moment ago, and the service verifies it.
    claims = jwt.decode(answer.token, options={"verify_signature": False})
    return ServiceToken(
        text=answer.token,
        subject=str(claims["sub"]),
        scopes=frozenset(str(claims.get("scope", "")).split()),
        usable_until=min(latest, answer.expires_at.ToDatetime(tzinfo=UTC)),
        nonce=answer.dpop_nonce,
    )
