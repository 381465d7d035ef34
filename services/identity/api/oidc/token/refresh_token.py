"""Grant type `refresh_token` (RFC 6749 section 6), rotated at each use (RFC 9700 section 4.14.2)."""

from services.identity.api.oidc.errors import InvalidGrant, InvalidScope
from services.identity.api.oidc.parameters import Parameters, needed
from services.identity.api.oidc.provider import Provider
from services.identity.api.oidc.token.issue import issue, live_standing
from services.identity.domain.client import Client
from services.identity.domain.grant import Grant, Refresh
from services.identity.ports import Work
from services.identity.usecases.end_grant import end_grant


async def refresh_token(work: Work, client: Client, parameters: Parameters, provider: Provider) -> dict[str, str | int]:
    """Raises OAuthError."""
    refresh, grant = await known(work, client, needed(parameters, "refresh_token"))
    await unused(work, refresh, grant, provider)
    not_too_old(refresh, provider)
    same_scope(grant, parameters)
    standing = await live_standing(work, grant, provider)
    await work.grants.use_refresh(refresh, provider.clock.now())
    return await issue(work, client, grant, standing, provider)


async def known(work: Work, client: Client, secret: str) -> tuple[Refresh, Grant]:
    refresh = await work.grants.refresh(secret)
    grant = await work.grants.get(refresh.grant_id) if refresh else None
    if refresh is None or grant is None or refresh.client_id != client.id:
        raise InvalidGrant("the refresh token is not known, or not for this client")
    return refresh, grant


async def unused(work: Work, refresh: Refresh, grant: Grant, provider: Provider) -> None:
    """Used twice, one of the two holders stole it: the grant is over for both."""
    if refresh.used_at is None:
        return
    if grant.ended_at is None:
        await end_grant(work, grant, provider.clock.now(), "refresh token used twice")
    raise InvalidGrant("the refresh token has been used before")


def not_too_old(refresh: Refresh, provider: Provider) -> None:
    if provider.clock.now() >= refresh.expires_at:
        raise InvalidGrant("the refresh token has expired")


def same_scope(grant: Grant, parameters: Parameters) -> None:
    """Nothing beyond what was granted; less is not offered, so that one grant has one scope."""
    if "scope" in parameters and frozenset(parameters["scope"].split()) - grant.scopes:
        raise InvalidScope("that was not granted")
