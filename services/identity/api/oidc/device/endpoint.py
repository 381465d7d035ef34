"""`/oauth2/device_authorization`."""

from starlette.requests import Request
from starlette.responses import Response

from chassis.tokens import hashed
from services.identity.api.oidc.answers import document, refusal, with_query
from services.identity.api.oidc.authorize.checks import known_scopes
from services.identity.api.oidc.client_auth.authenticate import authenticate
from services.identity.api.oidc.errors import OAuthError, UnauthorizedClient
from services.identity.api.oidc.parameters import from_form
from services.identity.api.oidc.provider import Provider
from services.identity.domain.authorization.device_request import (
    GRANT_TYPE,
    INTERVAL,
    LIFE,
    DeviceRequest,
    new_user_code,
)
from services.identity.domain.authorization.grant import new_secret
from services.identity.domain.clients.client import Client
from services.identity.domain.events import Event
from services.identity.ports import Work


class DeviceAuthorization:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def __call__(self, request: Request) -> Response:
        try:
            parameters = await from_form(request)
            authenticated = await authenticate(self._provider, parameters, request)
            client = authenticated.client
            may_use_devices(client)
            scopes = known_scopes(client, parameters)
        except OAuthError as error:
            return refusal(error)
        async with self._provider.write() as work:
            try:
                await authenticated.use_up(work)
            except OAuthError as error:
                return refusal(error)
            return document(await self._begin(work, client, scopes))

    async def _begin(self, work: Work, client: Client, scopes: frozenset[str]) -> dict[str, str | int]:
        secret, user_code = new_secret(), new_user_code()
        waiting = DeviceRequest(hashed(secret), client.id, scopes, self._provider.clock.now() + LIFE)
        while not await work.device_requests.add(waiting, user_code):
            user_code = new_user_code()
        work.tell(Event("device.asked", client.id, {"scope": " ".join(sorted(scopes))}), by=client.id)
        page = self._provider.url("/device")
        return {
            "device_code": secret,
            "user_code": user_code,
            "verification_uri": page,
            "verification_uri_complete": with_query(page, {"user_code": user_code}),
            "expires_in": int(LIFE.total_seconds()),
            "interval": int(INTERVAL.total_seconds()),
        }


def may_use_devices(client: Client) -> None:
    if GRANT_TYPE not in client.grants:
        raise UnauthorizedClient("this client may not use this grant type")
