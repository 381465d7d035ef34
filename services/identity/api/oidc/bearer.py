"""An access token presented to us (RFC 6750, RFC 9449 section 7), and what it stands for while it lives."""

from dataclasses import dataclass, replace

from starlette.requests import Request

from services.identity.api.oidc.client_auth.possession import Possession, certificate, proven
from services.identity.api.oidc.errors import InvalidRequest, InvalidToken
from services.identity.api.oidc.parameters import from_form
from services.identity.api.oidc.provider import Provider
from services.identity.domain.authorization.grant import Grant
from services.identity.domain.claims.tokens import ACCESS_TYPE, api_audience, as_we_know, revocation_keys
from services.identity.domain.clients.binding import Binding
from services.identity.domain.clients.certificate import thumbprint
from services.identity.domain.clients.client import Client
from services.identity.domain.keys.keyring import BadToken
from services.identity.domain.sessions.standing import Standing
from services.identity.ports import Work


@dataclass(frozen=True, slots=True)
class LiveToken:
    grant: Grant
    standing: Standing
    client: Client


@dataclass(frozen=True, slots=True)
class Presented:
    """A token, and what its sender holds."""

    token: str
    held: Possession


async def presented(request: Request, provider: Provider) -> Presented:
    """From the header, or the body of a POST; never from the query (RFC 9700 section 4.3.2). Raises OAuthError."""
    scheme, _, in_header = request.headers.get("authorization", "").partition(" ")
    has_form = request.method == "POST" and "content-type" in request.headers
    in_body = (await from_form(request)).get("access_token", "") if has_form else ""
    if in_header and in_body:
        raise InvalidRequest("the token is there twice")
    token = in_body or (in_header.strip() if scheme.lower() in ("bearer", "dpop") else "")
    if not token:
        raise InvalidToken("no access token")
    # A proof beside a bearer token proves nothing: the scheme says what the token is.
    proof = proven(provider, request, token) if by_dpop(request) else None
    shown = certificate(request)
    return Presented(token, Possession(Binding(proof.jkt if proof else "", thumbprint(shown) if shown else ""), proof))


def by_dpop(request: Request) -> bool:
    return request.headers.get("authorization", "").partition(" ")[0].lower() == "dpop"


async def live_token(work: Work, shown: Presented, provider: Provider) -> LiveToken:
    """Whose it is. Raises InvalidToken when it is not a person's, is over, or is bound to what its sender lacks."""
    try:
        claims = provider.keyring.claims(
            shown.token,
            typ=ACCESS_TYPE,
            issuer=provider.issuer,
            audience=api_audience(provider.issuer),
            now=provider.clock.now(),
        )
    except BadToken as bad:
        raise InvalidToken(str(bad)) from None
    if not Binding.of(claims).held_with(shown.held.binding):
        raise InvalidToken("the token is bound to a key or a certificate, and this is not it")
    await shown.held.use_up(work)
    grant = await work.grants.get(str(claims.get("grant", "")))
    session = await work.sessions.get(grant.session_id) if grant else None
    if grant is None or session is None:
        raise InvalidToken("the token is not for this")
    keys = revocation_keys(as_we_know(claims, grant), grant.account_id)
    revoked = await work.revocations.covers(keys, claims["iat"])
    if revoked or not grant.stands(session, provider.clock.now()):
        raise InvalidToken("the token is over")
    # What this token may have can be less than what was granted (RFC 6749 section 6).
    grant = replace(grant, scopes=grant.scopes & frozenset(str(claims["scope"]).split()))
    if "openid" not in grant.scopes:
        raise InvalidToken("the token is not for this")
    return LiveToken(grant, await work.sessions.standing(session), await work.clients.get(grant.client_id))
