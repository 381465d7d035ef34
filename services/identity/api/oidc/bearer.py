"""An access token presented to us (RFC 6750), and what it stands for while it lives."""

from dataclasses import dataclass, replace

from starlette.requests import Request

from services.identity.api.oidc.errors import InvalidRequest, InvalidToken
from services.identity.api.oidc.parameters import from_form
from services.identity.api.oidc.provider import Provider
from services.identity.domain.client import Client
from services.identity.domain.grant import Grant
from services.identity.domain.keyring import BadToken
from services.identity.domain.standing import Standing
from services.identity.domain.tokens import ACCESS_TYPE, api_audience, revocation_keys
from services.identity.ports import Work


@dataclass(frozen=True, slots=True)
class LiveToken:
    grant: Grant
    standing: Standing
    client: Client


async def bearer(request: Request) -> str:
    """From the header, or the body of a POST; never from the query (RFC 9700 section 4.3.2). Raises OAuthError."""
    scheme, _, in_header = request.headers.get("authorization", "").partition(" ")
    has_form = request.method == "POST" and "content-type" in request.headers
    in_body = (await from_form(request)).get("access_token", "") if has_form else ""
    if in_header and in_body:
        raise InvalidRequest("the token is there twice")
    token = in_body or (in_header.strip() if scheme.lower() == "bearer" else "")
    if not token:
        raise InvalidToken("no access token")
    return token


async def live_token(work: Work, token: str, provider: Provider) -> LiveToken:
    """Whose it is. Raises InvalidToken when it is not a person's, or is over."""
    try:
        claims = provider.keyring.claims(
            token,
            typ=ACCESS_TYPE,
            issuer=provider.issuer,
            audience=api_audience(provider.issuer),
            now=provider.clock.now(),
        )
    except BadToken as bad:
        raise InvalidToken(str(bad)) from None
    grant = await work.grants.get(str(claims.get("grant", "")))
    session = await work.sessions.get(grant.session_id) if grant else None
    if grant is None or session is None:
        raise InvalidToken("the token is not for this")
    revoked = await work.revocations.covers(revocation_keys(claims, grant.account_id), claims["iat"])
    if revoked or not grant.stands(session, provider.clock.now()):
        raise InvalidToken("the token is over")
    # What this token may have can be less than what was granted (RFC 6749 section 6).
    grant = replace(grant, scopes=grant.scopes & frozenset(str(claims["scope"]).split()))
    if "openid" not in grant.scopes:
        raise InvalidToken("the token is not for this")
    return LiveToken(grant, await work.sessions.standing(session), await work.clients.get(grant.client_id))
