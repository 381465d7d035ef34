"""The effect of the authorization endpoint: a grant, and a code for it."""

from chassis.tokens import hashed
from services.identity.api.oidc.provider import Provider
from services.identity.domain.authorization.grant import Code, Grant, new_secret
from services.identity.domain.authorization.interaction import Approval, AuthorizationRequest
from services.identity.domain.authorization.needs import granted
from services.identity.domain.claims.tokens import session_for
from services.identity.domain.clients.client import Client
from services.identity.domain.events import Event
from services.identity.domain.sessions.standing import Standing
from services.identity.ports import Work


async def issue_code(
    work: Work,
    client: Client,
    asked: AuthorizationRequest,
    standing: Standing,
    approval: Approval | None,
    provider: Provider,
) -> str:
    """The code, known to the browser alone from here. API scopes are cut to what this person may do in this context."""
    session, now = standing.session, provider.clock.now()
    grant = Grant(
        id=provider.ids.new("grt"),
        client_id=asked.client_id,
        account_id=standing.account.id,
        session_id=session.id,
        sid=session_for(client, session.id, standing.account.subject_salt),
        scopes=granted(asked.scopes, standing, approval),
        claims=asked.claims,
        nonce=asked.nonce,
        acr=session.acr,
        amr=session.amr,
        signed_in_at=session.signed_in_at,
        jkt=asked.jkt,
    )
    secret = new_secret()
    await work.grants.add(grant)
    until = now + client.rules.code_life
    await work.grants.add_code(
        Code(hashed(secret), grant.id, grant.client_id, asked.redirect_uri, asked.challenge, until)
    )
    facts = {"grant_id": grant.id, "client_id": grant.client_id, "scope": " ".join(sorted(grant.scopes))}
    work.tell(Event("grant.made", grant.account_id, facts), by=grant.account_id)
    return secret
