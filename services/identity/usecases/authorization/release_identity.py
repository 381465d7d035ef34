"""What GOV.UK One Login calls the identity leaves towards a relying party that speaks its language."""

from datetime import datetime
from typing import Any

from services.identity.domain.authorization.grant import Grant
from services.identity.domain.claims import one_login
from services.identity.domain.claims.tokens import subject_for
from services.identity.domain.clients.client import Client
from services.identity.domain.events import Event
from services.identity.domain.keys.core_identity import IdentityKeys
from services.identity.domain.sessions.standing import Standing
from services.identity.ports import Work
from services.identity.usecases.proofs.best_proof import best_proof


async def release_identity(
    work: Work, client: Client, grant: Grant, standing: Standing, keys: IdentityKeys, issuer: str, now: datetime
) -> dict[str, Any]:
    """The claims of its vocabulary that were asked for, are approved now and are there; else a return code."""
    confidence = one_login.confidence_asked(grant.claims)
    least = one_login.LEVEL_OF[confidence]
    if not least:
        return {}
    account = standing.account
    approval = await work.approvals.get(account.id, client.id)
    approved = approval.claims if approval else frozenset[str]()
    proof = await best_proof(work, account.id, now)
    claims: dict[str, Any] = {}
    if proof and proof.level >= least:
        _, evidence = await work.proofs.get(proof.id)
        claims |= one_login.shown(proof, evidence, approved)
        if approved >= one_login.IN_CORE_IDENTITY:
            subject = subject_for(client, account.id, account.subject_salt)
            said = one_login.core_identity(proof, client, subject, confidence, issuer, now)
            claims[one_login.CORE_IDENTITY] = keys.sign(said, one_login.IDENTITY_TYPE, now)
    else:
        claims[one_login.RETURN_CODE] = [{"code": one_login.NOT_PROVEN}]
    claims = {name: value for name, value in claims.items() if one_login.wants(grant.claims, name)}
    facts = {"client_id": client.id, "claims": " ".join(sorted(claims))}
    work.tell(Event("claims.released", account.id, facts), by=client.id)
    return claims
