"""`/oauth2/revoke`."""

from starlette.requests import Request
from starlette.responses import Response

from services.identity.api.oidc.answers import document, refusal
from services.identity.api.oidc.client_auth.authenticate import authenticate
from services.identity.api.oidc.errors import OAuthError
from services.identity.api.oidc.parameters import from_form, needed
from services.identity.api.oidc.provider import Provider
from services.identity.domain.authorization.revocation import Revocation
from services.identity.domain.claims.tokens import ACCESS_TYPE, api_audience
from services.identity.domain.clients.client import Client
from services.identity.domain.events import Event
from services.identity.domain.keys.keyring import BadToken
from services.identity.ports import Work
from services.identity.usecases.authorization.end_grant import end_grant


class Revoke:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def __call__(self, request: Request) -> Response:
        try:
            parameters = await from_form(request)
            token = needed(parameters, "token")
            authenticated = await authenticate(self._provider, parameters, request)
        except OAuthError as error:
            return refusal(error)
        async with self._provider.write() as work:
            try:
                await authenticated.use_up(work)
            except OAuthError as error:
                return refusal(error)
            if not await self._as_refresh_token(work, authenticated.client, token):
                await self._as_access_token(work, authenticated.client, token)
        return document({})

    async def _as_refresh_token(self, work: Work, client: Client, token: str) -> bool:
        """Ends the whole grant (RFC 7009 section 2.1)."""
        refresh = await work.grants.refresh(token)
        grant = await work.grants.get(refresh.grant_id) if refresh and refresh.client_id == client.id else None
        if grant and grant.ended_at is None:
            await end_grant(work, grant, self._provider.clock.now(), "revoked by its client", by=client.id)
        return refresh is not None

    async def _as_access_token(self, work: Work, client: Client, token: str) -> None:
        issuer, now = self._provider.issuer, self._provider.clock.now()
        try:
            claims = self._provider.keyring.claims(
                token, typ=ACCESS_TYPE, issuer=issuer, audience=api_audience(issuer), now=now
            )
        except BadToken:
            return
        if claims.get("client_id") == client.id:
            await work.revocations.add(Revocation.for_good("token", claims["jti"], now))
            work.tell(Event("token.revoked", client.id, {"jti": claims["jti"]}), by=client.id)
