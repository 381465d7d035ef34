"""`/oauth2/introspect`."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.identity.api.oidc.answers import document, refusal
from services.identity.api.oidc.client_auth.authenticate import authenticate
from services.identity.api.oidc.errors import InvalidClient, OAuthError
from services.identity.api.oidc.parameters import from_form, needed
from services.identity.api.oidc.provider import Provider
from services.identity.domain.claims.tokens import ACCESS_TYPE, api_audience, as_we_know, revocation_keys, subject_for
from services.identity.domain.clients.binding import Binding
from services.identity.domain.clients.client import Client
from services.identity.domain.keys.keyring import BadToken
from services.identity.ports import Work

_TOLD = ("token_type", "scope", "client_id", "exp", "iat", "sub", "aud", "iss", "jti", "acr", "auth_time", "cnf")


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
                await authenticated.use_up(work)
                answer = document(await self._said(work, authenticated.client, token))
            except OAuthError as error:
                answer = refusal(error)
        return answer

    async def _said(self, work: Work, client: Client, token: str) -> dict[str, Any]:
        claims = await self._of_access_token(work, token) or await self._of_refresh_token(work, token)
        if claims is None or not may_see(client, claims):
            return {"active": False}
        return {"active": True} | {name: claims[name] for name in _TOLD if name in claims}

    async def _of_access_token(self, work: Work, token: str) -> dict[str, Any] | None:
        issuer, now = self._provider.issuer, self._provider.clock.now()
        try:
            claims = self._provider.keyring.claims(
                token, typ=ACCESS_TYPE, issuer=issuer, audience=api_audience(issuer), now=now
            )
        except BadToken:
            return None
        grant = await work.grants.get(claims["grant"]) if "grant" in claims else None
        over = "grant" in claims and (grant is None or grant.ended_at is not None)
        subject = grant.account_id if grant else claims["sub"]
        if over or await work.revocations.covers(revocation_keys(as_we_know(claims, grant), subject), claims["iat"]):
            return None
        return claims | {"token_type": Binding.of(claims).token_type}

    async def _of_refresh_token(self, work: Work, token: str) -> dict[str, Any] | None:
        """One that was used has a successor, and is active no more."""
        now = self._provider.clock.now()
        refresh = await work.grants.refresh(token)
        if refresh is None or refresh.used_at or now >= refresh.expires_at:
            return None
        grant = await work.grants.get(refresh.grant_id)
        session = await work.sessions.get(grant.session_id) if grant else None
        if grant is None or session is None or not grant.stands(session, now):
            return None
        owner, account = await work.clients.get(grant.client_id), (await work.sessions.standing(session)).account
        said = {
            "iss": self._provider.issuer,
            "client_id": owner.id,
            "sub": subject_for(owner, account.id, account.subject_salt),
            "scope": " ".join(sorted(grant.scopes)),
            "exp": int(refresh.expires_at.timestamp()),
        }
        return said | ({"cnf": {"jkt": grant.jkt}} if grant.jkt else {})


def may_see(client: Client, claims: Mapping[str, Any]) -> bool:
    """The client it was issued to, or an operator's service (RFC 7662 section 4)."""
    return claims["client_id"] == client.id or client.role == "operator"
