"""`/oauth2/register` and `/oauth2/register/{client_id}`."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from services.identity.api.oidc.answers import nothing
from services.identity.api.oidc.provider import Provider
from services.identity.api.oidc.registration.answering import REFUSED, bearer, refused, registered, said
from services.identity.api.oidc.registration.metadata import changed, client_of
from services.identity.domain.clients.client import LOOPBACK
from services.identity.usecases.clients.end_registration import EndRegistration
from services.identity.usecases.clients.read_registration import ReadRegistration
from services.identity.usecases.clients.register_client import RegisterClient
from services.identity.usecases.clients.update_registration import UpdateRegistration


class Registration:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        write, documents, clock = provider.write, provider.documents, provider.clock
        # An issuer on this machine is a demonstration, and its clients are here as well.
        allow_loopback = urlsplit(provider.issuer).hostname in LOOPBACK
        self._register = RegisterClient(write, documents, clock, provider.ids, allow_loopback=allow_loopback)
        self._read = ReadRegistration(write)
        self._update = UpdateRegistration(write, documents, clock, allow_loopback=allow_loopback)
        self._end = EndRegistration(write, clock)

    async def __call__(self, request: Request) -> Response:
        """RFC 7591 section 3.1."""
        try:
            secret = bearer(request)
            token = await self._register.token(secret)
            now = self._provider.clock.now()
            wanted = client_of(await said(request), token.profile, token.organisation_id, now)
            client, client_secret, access = await self._register(secret, wanted)
        except REFUSED as error:
            return refused(error)
        return registered(self._provider, client, access=access, client_secret=client_secret, status=201)

    async def manage(self, request: Request) -> Response:
        """RFC 7592 section 2: GET reads, PUT changes, DELETE ends."""
        client_id = request.path_params["client_id"]
        try:
            access = bearer(request)
            if request.method == "DELETE":
                await self._end(client_id, access)
                return nothing()
            client = await self._read(client_id, access)
            if request.method != "PUT":
                return registered(self._provider, client)
            client, client_secret, access = await self._update(access, changed(await said(request), client))
        except REFUSED as error:
            return refused(error)
        return registered(self._provider, client, access=access, client_secret=client_secret)
