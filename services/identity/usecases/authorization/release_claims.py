"""Claims about a resident leave towards a relying party, in UserInfo or in an ID token."""

from datetime import datetime
from typing import Any, Literal

from services.identity.domain.authorization.grant import Grant
from services.identity.domain.claims.release import GROUPS, asked_for, demanded, names_asked, proof_asked, release
from services.identity.domain.clients.client import Client
from services.identity.domain.events import Event
from services.identity.domain.sessions.standing import Standing
from services.identity.ports import Work
from services.identity.usecases.proofs.best_proof import best_proof


async def release_claims(
    work: Work, client: Client, grant: Grant, standing: Standing, place: Literal["userinfo", "id_token"], now: datetime
) -> dict[str, Any]:
    """What was asked for at this place and is approved now: what a resident took back is not released again."""
    asked = names_asked(grant.scopes, grant.claims, place)
    if not asked:
        return {}
    account = standing.account
    approval = await work.approvals.get(account.id, client.id)
    ours = client.profile == "first-party"
    approved = frozenset(GROUPS) if ours else approval.claims if approval else frozenset[str]()
    groups = approved & asked_for(grant.scopes, grant.claims)
    proof = await best_proof(work, account.id, now)
    found = release(account, proof, groups, proof_asked(grant.claims, place), now)
    claims = {
        name: value for name, value in found.items() if name in asked and demanded(grant.claims, place, name, value)
    }
    facts = {"client_id": client.id, "claims": " ".join(sorted(claims))}
    work.tell(Event("claims.released", account.id, facts), by=client.id)
    return claims
