"""`/oauth2/userinfo`."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.identity.api.oidc.answers import bearer_refusal, document
from services.identity.api.oidc.bearer import LiveToken, bearer, live_token
from services.identity.api.oidc.errors import OAuthError
from services.identity.api.oidc.provider import Provider
from services.identity.domain.claims import GROUPS, asked_for, release, wanted_proof
from services.identity.domain.events import Event
from services.identity.domain.tokens import subject_for
from services.identity.ports import Work
from services.identity.usecases.best_proof import best_proof


class UserInfo:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def __call__(self, request: Request) -> Response:
        try:
            token = await bearer(request)
            async with self._provider.write() as work:
                found = await live_token(work, token, self._provider)
                return document(await self._claims(work, found))
        except OAuthError as error:
            return bearer_refusal(error)

    async def _claims(self, work: Work, found: LiveToken) -> dict[str, Any]:
        account, client, grant = found.standing.account, found.client, found.grant
        approval = await work.approvals.get(account.id, client.id)
        ours = client.profile == "first-party"
        approved = frozenset(GROUPS) if ours else approval.claims if approval else frozenset[str]()
        groups = approved & asked_for(grant.scopes, grant.claims)
        proof = await best_proof(work, account.id, self._provider.clock.now())
        claims = release(account, proof, groups, wanted_proof(grant.claims))
        facts = {"client_id": client.id, "claims": " ".join(sorted(claims))}
        work.tell(Event("claims.released", account.id, facts), by=client.id)
        return {"sub": subject_for(client, account.id, account.subject_salt)} | claims
