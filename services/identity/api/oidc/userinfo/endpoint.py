"""`/oauth2/userinfo`."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.identity.api.oidc.answers import document, token_refusal
from services.identity.api.oidc.bearer import LiveToken, by_dpop, live_token, presented
from services.identity.api.oidc.client_auth.possession import with_nonce
from services.identity.api.oidc.errors import OAuthError
from services.identity.api.oidc.provider import Provider
from services.identity.domain.claims.tokens import USERINFO_TYPE, subject_for
from services.identity.domain.clients.client import Client
from services.identity.ports import Work
from services.identity.usecases.authorization.release_claims import release_claims
from services.identity.usecases.authorization.release_identity import release_identity


class UserInfo:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def __call__(self, request: Request) -> Response:
        try:
            shown = await presented(request, self._provider)
            async with self._provider.write() as work:
                found = await live_token(work, shown, self._provider)
                answer = self._answer(found.client, await self._claims(work, found))
            answer.headers.update(with_nonce(self._provider, request))
            return answer
        except OAuthError as error:
            return token_refusal(error, with_nonce(self._provider, request), dpop=by_dpop(request))

    async def _claims(self, work: Work, found: LiveToken) -> dict[str, Any]:
        account, client = found.standing.account, found.client
        now = self._provider.clock.now()
        claims = await release_claims(work, client, found.grant, found.standing, "userinfo", now)
        if client.rules.vectors:
            keys, issuer = self._provider.identity_keys, self._provider.issuer
            claims |= await release_identity(work, client, found.grant, found.standing, keys, issuer, now)
        return {"sub": subject_for(client, account.id, account.subject_salt)} | claims

    def _answer(self, client: Client, claims: dict[str, Any]) -> Response:
        """As JSON, or signed where the client registered for that (OIDC Core section 5.3.2)."""
        if not (algorithm := client.registration.userinfo_signed_response_alg):
            return document(claims)
        signed = self._provider.keyring.sign(
            {"iss": self._provider.issuer, "aud": client.id} | claims, USERINFO_TYPE, algorithm
        )
        return Response(signed, headers={"Cache-Control": "no-store"}, media_type="application/jwt")
