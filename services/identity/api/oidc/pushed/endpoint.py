"""`/oauth2/par`."""

from starlette.requests import Request
from starlette.responses import Response

from services.identity.api.oidc.answers import document, refusal
from services.identity.api.oidc.authorize import checks
from services.identity.api.oidc.client_auth.authenticate import authenticate
from services.identity.api.oidc.client_auth.possession import Possession, proven, with_nonce
from services.identity.api.oidc.errors import InvalidDPoPProof, InvalidRequest, OAuthError, Untrusted
from services.identity.api.oidc.parameters import Parameters, from_form
from services.identity.api.oidc.provider import Provider
from services.identity.api.oidc.request_object import opened
from services.identity.domain.authorization.pushed_request import LIFE, PushedRequest, kept_as, new_uri
from services.identity.domain.clients.binding import Binding
from services.identity.domain.clients.client import Client
from services.identity.domain.clients.dpop import Proof
from services.identity.domain.events import Event

# How the client proved itself is no part of what it asks.
_OF_THE_CLIENT = frozenset({"client_assertion", "client_assertion_type", "client_secret"})


class Push:
    """Checked as the authorization endpoint will, so that what is wrong is heard by the client and not by a person."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def __call__(self, request: Request) -> Response:
        provider = self._provider
        now = provider.clock.now()
        try:
            parameters = await from_form(request)
            authenticated = await authenticate(provider, parameters, request)
            client = authenticated.client
            proof = proven(provider, request)
            asked = bound(await self._asked(client, parameters), proof)
            checks.checked(client, registered_redirect_uri(client, asked), asked, provider)
        except OAuthError as error:
            return refusal(error, with_nonce(provider, request))
        async with provider.write() as work:
            try:
                await authenticated.use_up(work)
                await Possession(Binding(), proof).use_up(work)
            except OAuthError as error:
                return refusal(error, with_nonce(provider, request))
            uri = new_uri()
            await work.pushed_requests.add(PushedRequest(kept_as(uri), client.id, asked, now + LIFE))
            work.tell(Event("request.pushed", client.id), by=client.id)
        answer = {"request_uri": uri, "expires_in": int(LIFE.total_seconds())}
        return document(answer, 201, with_nonce(provider, request))

    async def _asked(self, client: Client, parameters: Parameters) -> Parameters:
        if "request_uri" in parameters:
            raise InvalidRequest("request_uri is what is given here, not what is sent (RFC 9126 section 2.1)")
        asked = {name: value for name, value in parameters.items() if name not in _OF_THE_CLIENT}
        return await opened(self._provider, client, asked | {"client_id": client.id})


def registered_redirect_uri(client: Client, parameters: Parameters) -> str:
    try:
        return checks.exact_redirect_uri(client, parameters)
    except Untrusted as refused:
        raise InvalidRequest(str(refused)) from None


def bound(parameters: Parameters, proof: Proof | None) -> Parameters:
    """A proof sent with the request says whose the code shall be, as `dpop_jkt` does (RFC 9449 section 10.1)."""
    if proof is None:
        return parameters
    if parameters.get("dpop_jkt", proof.jkt) != proof.jkt:
        raise InvalidDPoPProof("dpop_jkt is not the key of the proof")
    return {**parameters, "dpop_jkt": proof.jkt}
