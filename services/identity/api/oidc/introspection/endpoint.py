"""`/oauth2/introspect`."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.identity.api.oidc.answers import document, refusal
from services.identity.api.oidc.client_auth.authenticate import authenticate
from services.identity.api.oidc.errors import InvalidClient, OAuthError
from services.identity.api.oidc.parameters import from_form, needed
from services.identity.api.oidc.provider import Provider
from services.identity.domain.binding import Binding
from services.identity.domain.client import Client
from services.identity.domain.keyring import BadToken
from services.identity.domain.tokens import ACCESS_TYPE, api_audience, revocation_keys
from services.identity.ports import Work

_TOLD = ("scope", "client_id", "exp", "iat", "sub", "aud", "iss", "jti", "acr", "auth_time", "cnf")


class Introspect:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def __call__(self, request: Request) -> Response:
        try:
            parameters = await from_form(request)
            token = needed(parameters, "token")
            authenticated = await authenticate(self._provider, parameters, request)
            if authenticated.client.public:
                raise InvalidClient("a public client may not introspect")
        except OAuthError as error:
            return refusal(error)
        async with self._provider.write() as work:
            try:
                await authenticated.use_up(work, self._provider.clock.now())
                answer = document(await self._said(work, authenticated.client, token))
            except OAuthError as error:
                answer = refusal(error)
        return answer

    async def _said(self, work: Work, client: Client, token: str) -> dict[str, Any]:
        issuer, now = self._provider.issuer, self._provider.clock.now()
        try:
            claims = self._provider.keyring.claims(
                token, typ=ACCESS_TYPE, issuer=issuer, audience=api_audience(issuer), now=now
            )
        except BadToken:
            return {"active": False}
        grant = await work.grants.get(claims["grant"]) if "grant" in claims else None
        over = "grant" in claims and (grant is None or grant.ended_at is not None)
        subject = grant.account_id if grant else claims["sub"]
        if over or claims.get("client_id") != client.id:
            return {"active": False}
        if await work.revocations.covers(revocation_keys(claims, subject), claims["iat"]):
            return {"active": False}
        return {"active": True, "token_type": Binding.of(claims).token_type} | {
            name: claims[name] for name in _TOLD if name in claims
        }
