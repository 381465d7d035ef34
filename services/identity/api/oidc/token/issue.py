"""Tokens for a grant: access token (RFC 9068), ID token (OIDC Core section 2), and the families of refresh tokens."""

from datetime import datetime

from chassis.tokens import hashed
from services.identity.api.oidc.errors import InvalidGrant
from services.identity.api.oidc.provider import Provider
from services.identity.domain.client import Client
from services.identity.domain.events import Event
from services.identity.domain.grant import ACCESS_LIFE, Grant, Refresh, new_secret
from services.identity.domain.standing import Standing
from services.identity.domain.tokens import ACCESS_TYPE, ID_TYPE, access_claims, id_claims
from services.identity.ports import Work


async def live_standing(work: Work, grant: Grant, provider: Provider) -> Standing:
    """Who gave the grant, still signed in where that counts. Raises InvalidGrant once it is over."""
    session = await work.sessions.get(grant.session_id)
    if session is None or not grant.stands(session, provider.clock.now()):
        raise InvalidGrant("the sign-in behind this is over")
    return await work.sessions.standing(session)


async def issue(
    work: Work, client: Client, grant: Grant, standing: Standing, provider: Provider
) -> dict[str, str | int]:
    """The answer of RFC 6749 section 5.1 with the ID token of OIDC Core section 3.1.3.3."""
    now, jti = provider.clock.now(), provider.ids.new("jti")
    access_token = provider.keyring.sign(access_claims(client, grant, standing, provider.issuer, jti, now), ACCESS_TYPE)
    await work.grants.add_token(jti, grant.id, now + ACCESS_LIFE)
    answer: dict[str, str | int] = {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": int(ACCESS_LIFE.total_seconds()),
        "scope": " ".join(sorted(grant.scopes)),
    }
    if "openid" in grant.scopes:
        answer["id_token"] = provider.keyring.sign(
            id_claims(client, grant, standing, provider.issuer, access_token, now), ID_TYPE, client.id_token_algorithm
        )
    work.tell(Event("token.issued", grant.account_id, {"grant_id": grant.id, "jti": jti}), by=client.id)
    return answer


async def first_refresh(
    work: Work, client: Client, grant: Grant, standing: Standing, provider: Provider
) -> dict[str, str]:
    """The refresh token that begins a family, as a member of the answer; nothing where the client gets none."""
    if "refresh_token" not in client.grants or client.rules.refreshing == "none":
        return {}
    until = provider.clock.now() + client.rules.refresh_life
    return await another_refresh(work, grant, until if grant.offline else min(until, standing.session.expires_at))


async def another_refresh(work: Work, grant: Grant, until: datetime) -> dict[str, str]:
    secret = new_secret()
    await work.grants.add_refresh(Refresh(hashed(secret), grant.id, grant.client_id, until))
    return {"refresh_token": secret}
