"""Tokens for a grant: access token (RFC 9068), ID token (OIDC Core section 2), and the families of refresh tokens."""

from datetime import datetime

from chassis.tokens import hashed
from services.identity.api.oidc.errors import InvalidGrant
from services.identity.api.oidc.provider import Provider
from services.identity.domain.authorization.grant import Grant, Refresh, new_secret
from services.identity.domain.claims.tokens import ACCESS_TYPE, ID_TYPE, access_claims, id_claims
from services.identity.domain.clients.binding import Binding
from services.identity.domain.clients.client import Client
from services.identity.domain.events import Event
from services.identity.domain.sessions.standing import Standing
from services.identity.ports import Work
from services.identity.usecases.authorization.release_claims import release_claims


async def live_standing(work: Work, grant: Grant, provider: Provider) -> Standing:
    """Who gave the grant, still signed in where that counts. Raises InvalidGrant once it is over."""
    session = await work.sessions.get(grant.session_id)
    if session is None or not grant.stands(session, provider.clock.now()):
        raise InvalidGrant("the sign-in behind this is over")
    return await work.sessions.standing(session)


def same_key(grant: Grant, binding: Binding) -> None:
    """RFC 9449 sections 5 and 10. Raises InvalidGrant unless it is the key this grant is for, if it is for one."""
    if grant.jkt and grant.jkt != binding.jkt:
        raise InvalidGrant("this is for another key than the one of the DPoP proof")


async def issue(
    work: Work, client: Client, grant: Grant, standing: Standing, binding: Binding, provider: Provider
) -> dict[str, str | int]:
    """The answer of RFC 6749 section 5.1 with the ID token of OIDC Core section 3.1.3.3."""
    now, jti = provider.clock.now(), provider.ids.new("jti")
    if client.public and binding.jkt and not grant.jkt:
        await work.grants.bind(grant.id, binding.jkt)
    claims = access_claims(client, grant, standing, provider.issuer, jti, now) | binding.claims
    access_token = provider.keyring.sign(claims, ACCESS_TYPE)
    await work.grants.add_token(jti, grant.id, now + client.rules.access_life)
    answer: dict[str, str | int] = {
        "access_token": access_token,
        "token_type": binding.token_type,
        "expires_in": int(client.rules.access_life.total_seconds()),
        "scope": " ".join(sorted(grant.scopes)),
    }
    if "openid" in grant.scopes:
        said = id_claims(client, grant, standing, provider.issuer, access_token, now)
        released = await release_claims(work, client, grant, standing, "id_token", now)
        answer["id_token"] = provider.keyring.sign(released | said, ID_TYPE, client.id_token_algorithm)
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
