"""`/oauth2/token`."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from services.identity.api.oidc.answers import document, refusal
from services.identity.api.oidc.client_auth.authenticate import authenticate
from services.identity.api.oidc.client_auth.possession import possession, with_nonce
from services.identity.api.oidc.errors import OAuthError, UnauthorizedClient
from services.identity.api.oidc.parameters import Parameters, from_form, needed
from services.identity.api.oidc.provider import Provider
from services.identity.api.oidc.token.authorization_code import authorization_code
from services.identity.api.oidc.token.client_credentials import client_credentials
from services.identity.api.oidc.token.device_code import device_code
from services.identity.api.oidc.token.refresh_token import refresh_token
from services.identity.api.oidc.token.token_exchange import token_exchange
from services.identity.domain.authorization.device_request import GRANT_TYPE
from services.identity.domain.clients.binding import Binding
from services.identity.domain.clients.client import Client
from services.identity.ports import Work

GrantType = Callable[[Work, Client, Parameters, Binding, Provider], Awaitable[dict[str, str | int]]]
GRANT_TYPES: Mapping[str, GrantType] = {
    "authorization_code": authorization_code,
    "refresh_token": refresh_token,
    "client_credentials": client_credentials,
    GRANT_TYPE: device_code,
    "urn:ietf:params:oauth:grant-type:token-exchange": token_exchange,
}


class Token:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def __call__(self, request: Request) -> Response:
        try:
            parameters = await from_form(request)
            grant_type = known_grant_type(parameters)
            authenticated = await authenticate(self._provider, parameters, request)
            client = authenticated.client
            for_this_client(client, parameters)
            held = await possession(self._provider, client, request)
        except OAuthError as error:
            return refusal(error, with_nonce(self._provider, request))
        async with self._provider.write() as work:
            # Caught inside: a refusal commits, so that what was used up stays so.
            try:
                await authenticated.use_up(work)
                await held.use_up(work)
                tokens = await grant_type(work, client, parameters, held.binding, self._provider)
                answer = document(tokens, headers=with_nonce(self._provider, request))
            except OAuthError as error:
                answer = refusal(error, with_nonce(self._provider, request))
        return answer


def known_grant_type(parameters: Parameters) -> GrantType:
    name = needed(parameters, "grant_type")
    if name not in GRANT_TYPES:
        raise OAuthError("this grant type is not supported", "unsupported_grant_type")
    return GRANT_TYPES[name]


def for_this_client(client: Client, parameters: Parameters) -> None:
    if parameters["grant_type"] not in client.grants:
        raise UnauthorizedClient("this client may not use this grant type")
