"""Grant type `refresh_token` (RFC 6749 section 6).

rotated   every use gives a successor (RFC 9700 section 4.14.2). A second use ends the grant, unless it comes within
          `REFRESH_GRACE`: then it gets a successor too, because two tabs and a lost answer look just like that.
stable    the token stays as it is, and is worth something to its authenticated client only (FAPI 2.0 section 5.3.2.1)
"""

from dataclasses import replace

from services.identity.api.oidc.errors import InvalidGrant, InvalidScope
from services.identity.api.oidc.parameters import Parameters, needed
from services.identity.api.oidc.provider import Provider
from services.identity.api.oidc.token.issue import another_refresh, issue, live_standing, same_key
from services.identity.domain.authorization.grant import OFFLINE, Grant, Refresh
from services.identity.domain.clients.binding import Binding
from services.identity.domain.clients.client import Client
from services.identity.ports import Work
from services.identity.usecases.authorization.end_grant import end_grant


async def refresh_token(
    work: Work, client: Client, parameters: Parameters, binding: Binding, provider: Provider
) -> dict[str, str | int]:
    """Raises OAuthError."""
    refresh, grant = await known(work, client, needed(parameters, "refresh_token"))
    await not_replayed(work, refresh, grant, provider)
    not_too_old(refresh, provider)
    scopes = narrowed(client, grant, parameters)
    if client.public:
        # A confidential client is bound by its own proof of who it is (RFC 9449 section 5).
        same_key(grant, binding)
    standing = await live_standing(work, grant, provider)
    tokens = await issue(work, client, replace(grant, scopes=scopes), standing, binding, provider)
    if client.rules.refreshing == "stable":
        return tokens
    if refresh.used_at is None:
        await work.grants.use_refresh(refresh, provider.clock.now())
    return tokens | await another_refresh(work, grant, refresh.expires_at)


async def known(work: Work, client: Client, secret: str) -> tuple[Refresh, Grant]:
    refresh = await work.grants.refresh(secret)
    grant = await work.grants.get(refresh.grant_id) if refresh else None
    if refresh is None or grant is None or refresh.client_id != client.id:
        raise InvalidGrant("the refresh token is not known, or not for this client")
    return refresh, grant


async def not_replayed(work: Work, refresh: Refresh, grant: Grant, provider: Provider) -> None:
    """Used twice, one of the two holders stole it: the grant is over for both, with its access tokens."""
    now = provider.clock.now()
    if not refresh.replayed(now):
        return
    if grant.ended_at is None:
        await end_grant(work, grant, now, "refresh token used twice", by=grant.client_id)
    raise InvalidGrant("the refresh token has been used before")


def not_too_old(refresh: Refresh, provider: Provider) -> None:
    if provider.clock.now() >= refresh.expires_at:
        raise InvalidGrant("the refresh token has expired")


def narrowed(client: Client, grant: Grant, parameters: Parameters) -> frozenset[str]:
    """Less than was granted, for these tokens only, where the client asks for less; never more.

    Nor what the client has meanwhile struck from its registration.
    """
    granted = grant.scopes & (client.scopes | {"openid"})
    asked = frozenset(parameters.get("scope", "").split()) or granted
    if asked - granted:
        raise InvalidScope("that was not granted")
    return asked | (granted & {OFFLINE})
