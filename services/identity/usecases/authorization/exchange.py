"""A public access token, or a session, becomes a 60-second token for one service."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from chassis.clock import Clock
from chassis.errors import Invalid, NotFound, Unauthenticated
from chassis.ids import Ids
from chassis.tokens import INTERNAL_ISSUER, INTERNAL_LIFE, INTERNAL_TYPE
from services.identity.domain.claims.tokens import ACCESS_TYPE, api_audience, as_we_know, revocation_keys
from services.identity.domain.clients.binding import Binding
from services.identity.domain.clients.dpop import Asked, BadProof, Nonces, Proof, StaleNonce, check_proof
from services.identity.domain.credentials.levels import reaches
from services.identity.domain.keys.keyring import BadToken, Keyring
from services.identity.domain.roles import API_SCOPES, CLIENT_ROLES
from services.identity.domain.sessions.session import Session
from services.identity.ports import OpenWork, Work
from services.identity.usecases.mandates.authority import authority
from services.identity.usecases.sessions.recent import recent

AUDIENCES = frozenset({"identity", "directory", "cases"})
_PASSED_ON = (
    *("kind", "role", "sid", "acr", "name", "client_id"),
    *("org", "employer", "councils", "pro", "purpose", "ctx"),
    *("act", "act_kind", "act_for", "act_classes", "act_org"),
    "fresh",
)
_FRESH = {"fresh": "yes"}
"""A resident proved a moment ago that it is she: for what another service gives out only then."""


@dataclass(frozen=True, slots=True)
class InternalToken:
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """What came with an access token: a DPoP proof for a request, a certificate (`x5t#S256`), or neither."""

    proof: str = field(default="", repr=False)
    method: str = ""
    url: str = ""
    certificate: str = ""


NOTHING = Shown()


class NonceNeeded(Unauthenticated):
    """The proof is good but for its nonce: once more, with the nonce of now (RFC 9449 section 9)."""

    code = "use-dpop-nonce"


class Exchange:
    """Only the gateway may ask. Decided anew each time: a session that ended a moment ago gets nothing."""

    def __init__(
        self, read: OpenWork, write: OpenWork, keyring: Keyring, nonces: Nonces, issuer: str, clock: Clock, ids: Ids
    ) -> None:
        self._read, self._write, self._keyring, self._nonces = read, write, keyring, nonces
        self._issuer, self._clock, self._ids = issuer, clock, ids

    async def of_session(self, value: str, audience: str, least_acr: str, acting_for: str = "") -> InternalToken:
        """With `acting_for` (the handle of a mandate or sitting), for whom that lets the session's owner act.

        Raises Unauthenticated without a live session, or when it is not strong enough (RFC 9470); NotFound without
        that authority.
        """
        now = self._clock.now()
        async with self._read() as work:
            session = await work.sessions.by_value(value)
            standing = await work.sessions.standing(session) if session and session.live(now) else None
            if standing is None:
                raise Unauthenticated("sign in first", code="no-session")
            found = await authority(work, standing, acting_for, now) if acting_for else None
            fresh = await _fresh(work, standing.session, standing.account.kind, audience, now)
        if found:
            acting = found.claims(standing) | {"jti": self._ids.new("jti")}
            return self._mint(found.account_id, acting, found.scopes, audience, least_acr, now, found.until)
        claims = standing.claims() | fresh | {"jti": self._ids.new("jti")}
        return self._mint(standing.account.id, claims, standing.scopes, audience, least_acr, now)

    async def of_token(self, token: str, audience: str, least_acr: str, shown: Shown = NOTHING) -> InternalToken:
        """For no longer than the token lives.

        Raises Unauthenticated for a token that is not live, or whose sign-in is not strong enough (RFC 9470).

        And for one that is bound to what was not shown; NonceNeeded when all that is wrong is the nonce.
        """
        now = self._clock.now()
        try:
            claims = self._keyring.claims(
                token, typ=ACCESS_TYPE, issuer=self._issuer, audience=api_audience(self._issuer), now=now
            )
        except BadToken as bad:
            raise Unauthenticated(str(bad), code="invalid-token") from None
        proof = self._proof(shown, token)
        if not Binding.of(claims).held_with(Binding(proof.jkt if proof else "", shown.certificate)):
            raise Unauthenticated(
                "the token is bound to a key or a certificate, and this is not it", code="invalid-token"
            )
        # A proof is used up; without one nothing is written.
        async with (self._write if proof else self._read)() as work:
            if proof and not await work.assertions.first_use(proof.jkt, proof.jti, proof.expires_at):
                raise Unauthenticated("the proof has been used before", code="invalid-dpop-proof")
            grant = await work.grants.get(claims["grant"]) if "grant" in claims else None
            claims = as_we_know(claims, grant)
            subject = grant.account_id if grant else claims["sub"]
            ended = "grant" in claims and (grant is None or grant.ended_at is not None)
            if ended or await work.revocations.covers(revocation_keys(claims, subject), claims["iat"]):
                raise Unauthenticated("this sign-in has ended; sign in again", code="revoked")
            until = datetime.fromtimestamp(claims["exp"], UTC)
            if "act_for" in claims:
                acting, over = await _still(work, claims, now)
                claims, until = dict(claims) | acting, min(until, over or until)
            elif "sid" in claims:
                session = await work.sessions.get(str(claims["sid"])) if claims.get("kind") == "resident" else None
                claims = dict(claims) | await _fresh(work, session, str(claims.get("kind")), audience, now)
        scopes = frozenset(str(claims.get("scope", "")).split()) & API_SCOPES
        # The same jti: revoking the token ends what it was exchanged for as well.
        return self._mint(subject, claims, scopes, audience, least_acr, now, until)

    async def of_internal(self, token: str, audience: str, least_acr: str) -> InternalToken:
        """For one more service in the course of one request, and no longer than that was let in for.

        Raises Unauthenticated.
        """
        now = self._clock.now()
        try:
            claims = self._keyring.claims(token, typ=INTERNAL_TYPE, issuer=INTERNAL_ISSUER, audience="", now=now)
        except BadToken as bad:
            raise Unauthenticated(str(bad), code="invalid-token") from None
        async with self._read() as work:
            if await work.revocations.covers(revocation_keys(claims, claims["sub"]), claims["iat"]):
                raise Unauthenticated("this sign-in has ended; sign in again", code="revoked")
        scopes = frozenset(str(claims["scope"]).split())
        until = datetime.fromtimestamp(claims["exp"], UTC)
        return self._mint(claims["sub"], claims, scopes, audience, least_acr, now, until)

    def _proof(self, shown: Shown, token: str) -> Proof | None:
        if not shown.proof:
            return None
        try:
            return check_proof(shown.proof, Asked(shown.method, shown.url, token), self._nonces, self._clock.now())
        except StaleNonce as stale:
            raise NonceNeeded(str(stale)) from None
        except BadProof as bad:
            raise Unauthenticated(str(bad), code="invalid-dpop-proof") from None

    def _mint(
        self,
        subject: str,
        claims: Mapping[str, Any],
        scopes: frozenset[str],
        audience: str,
        least_acr: str,
        now: datetime,
        until: datetime | None = None,
    ) -> InternalToken:
        if audience not in AUDIENCES:
            raise Invalid.field("audience", f"must be one of {', '.join(sorted(AUDIENCES))}")
        # A client acting for itself has no sign-in: it proved itself with its key when it got the token.
        of_a_person = claims.get("kind") not in CLIENT_ROLES or "grant" in claims or "sid" in claims
        if of_a_person and not reaches(str(claims.get("acr", "")), least_acr):
            raise Unauthenticated("this needs a stronger sign-in", code="stronger-sign-in-needed")
        expires_at = min(now + INTERNAL_LIFE, until or now + INTERNAL_LIFE)
        internal = {name: claims[name] for name in _PASSED_ON if name in claims} | {
            "iss": INTERNAL_ISSUER,
            "aud": audience,
            "sub": subject,
            "scope": " ".join(sorted(scopes)),
            "iat": int(now.timestamp()),
            "exp": int(expires_at.timestamp()),
            "jti": claims["jti"],
        }
        return InternalToken(self._keyring.sign(internal, INTERNAL_TYPE), expires_at)


async def _fresh(work: Work, session: Session | None, kind: str, audience: str, now: datetime) -> dict[str, str]:
    """Empty for all but residents, and where nobody asks for it: identity itself looks at the session."""
    asked = session is not None and kind == "resident" and audience == "cases"
    return _FRESH if asked and session and session.live(now) and await recent(work, session, now) else {}


async def _still(work: Work, claims: Mapping[str, Any], now: datetime) -> tuple[dict[str, str], datetime | None]:
    """What a token for another says now, and until when: authority ends without notice. Raises Unauthenticated."""
    over = Unauthenticated("this sign-in has ended; sign in again", code="revoked")
    session = await work.sessions.get(str(claims.get("sid", "")))
    if session is None or not session.live(now):
        raise over
    actor = await work.sessions.standing(session)
    try:
        found = await authority(work, actor, claims["act_for"], now)
    except NotFound:
        raise over from None
    return found.claims(actor), found.until
