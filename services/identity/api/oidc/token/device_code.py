"""Grant type `urn:ietf:params:oauth:grant-type:device_code` (RFC 8628 sections 3.4 and 3.5)."""

from dataclasses import replace

from services.identity.api.oidc.errors import InvalidGrant, OAuthError
from services.identity.api.oidc.parameters import Parameters, needed
from services.identity.api.oidc.provider import Provider
from services.identity.api.oidc.token.issue import first_refresh, issue, live_standing
from services.identity.domain.authorization.device_request import DeviceRequest
from services.identity.domain.authorization.grant import Grant
from services.identity.domain.clients.binding import Binding
from services.identity.domain.clients.client import Client
from services.identity.ports import Work
from services.identity.usecases.authorization.end_grant import end_grant


async def device_code(
    work: Work, client: Client, parameters: Parameters, binding: Binding, provider: Provider
) -> dict[str, str | int]:
    """Raises OAuthError."""
    request = await known(work, client, needed(parameters, "device_code"))
    await unused(work, request, provider)
    not_denied(request)
    not_too_old(request, provider)
    grant = await answered(work, request, provider)
    standing = await live_standing(work, grant, provider)
    await work.device_requests.put(replace(request, state="used"))
    tokens = await issue(work, client, grant, standing, binding, provider)
    return tokens | await first_refresh(work, client, grant, standing, provider)


async def known(work: Work, client: Client, secret: str) -> DeviceRequest:
    request = await work.device_requests.by_secret(secret)
    if request is None or request.client_id != client.id:
        raise InvalidGrant("the device code is not known, or not for this client")
    return request


async def unused(work: Work, request: DeviceRequest, provider: Provider) -> None:
    """Used twice, it has leaked, as an authorization code would have."""
    if request.state != "used":
        return
    grant = await work.grants.get(request.grant_id)
    if grant and grant.ended_at is None:
        await end_grant(work, grant, provider.clock.now(), "device code used twice", by=grant.client_id)
    raise InvalidGrant("the device code has been used before")


def not_denied(request: DeviceRequest) -> None:
    if request.state == "denied":
        raise OAuthError("the person said no", "access_denied")


def not_too_old(request: DeviceRequest, provider: Provider) -> None:
    if provider.clock.now() >= request.expires_at:
        raise OAuthError("the device code has expired", "expired_token")


async def answered(work: Work, request: DeviceRequest, provider: Provider) -> Grant:
    """The grant somebody gave; until then the device is told to wait, and longer when it does not."""
    now = provider.clock.now()
    grant = await work.grants.get(request.grant_id) if request.grant_id else None
    if grant:
        return grant
    await work.device_requests.put(request.polled(now))
    if request.too_soon(now):
        raise OAuthError("ask less often", "slow_down")
    raise OAuthError("nobody has answered yet", "authorization_pending")
