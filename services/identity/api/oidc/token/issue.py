"""Tokens for a grant: access token (RFC 9068), ID token (OIDC Core section 2), refresh token for public clients."""

from chassis.tokens import hashed
from services.identity.api.oidc.errors import InvalidGrant
from services.identity.api.oidc.provider import Provider
from services.identity.domain.client import Client
from services.identity.domain.events import Event
from services.identity.domain.grant import ACCESS_LIFE, REFRESH_LIFE, Grant, Refresh, new_secret
from services.identity.domain.standing import Standing
from services.identity.domain.tokens import ACCESS_TYPE, ID_TYPE, access_claims, id_claims
from services.identity.ports import Work


async def live_standing(work: Work, grant: Grant, provider: Provider) -> Standing:
    """Who gave the grant, still signed in. Raises InvalidGrant once the grant or the session is over."""
    session = await work.sessions.get(grant.session_id)
    if grant.ended_at or session is None or not session.live(provider.clock.now()):
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
        "id_token": provider.keyring.sign(
            id_claims(client, grant, standing, provider.issuer, access_token, now), ID_TYPE
        ),
    }
    if "refresh_token" in client.grants and (client.profile == "first-party" or "offline_access" in grant.scopes):
        secret = new_secret()
        # No refresh outlives the session it came from.
        until = min(now + REFRESH_LIFE, standing.session.expires_at)
        await work.grants.add_refresh(Refresh(hashed(secret), grant.id, client.id, until))
        answer["refresh_token"] = secret
    work.tell(Event("token.issued", grant.account_id, {"grant_id": grant.id, "jti": jti}), by=client.id)
    return answer
