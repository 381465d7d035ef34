"""What the verbs of an interaction share: seeing where it stands."""

from dataclasses import dataclass
from datetime import datetime

from chassis.errors import NotFound, Unauthenticated
from services.identity.domain.authorization.interaction import AuthorizationRequest, Interaction, Needs
from services.identity.domain.authorization.needs import needs, unanswered, wishes_more
from services.identity.domain.claims.one_login import lacks_confidence
from services.identity.domain.claims.release import GROUPS, IDENTITY_PROOF, asked_for, meets
from services.identity.domain.clients.client import Client
from services.identity.domain.sessions.standing import Standing
from services.identity.ports import Work
from services.identity.usecases.proofs.best_proof import best_proof


@dataclass(frozen=True, slots=True)
class View:
    """An interaction as its page shows it. `claims`: the groups to ask about, in plain-words order."""

    interaction: Interaction
    client: Client
    needs: Needs
    claims: tuple[str, ...]
    lacks_proof: bool


async def live_interaction(work: Work, interaction_id: str, now: datetime, *, locked: bool = True) -> Interaction:
    """Raises NotFound once it is over or too old."""
    found = work.interactions.locked if locked else work.interactions.get
    interaction = await found(interaction_id)
    if not interaction.live(now):
        raise NotFound("this page is too old; start again at the service you came from")
    return interaction


async def signed_in(work: Work, value: str, now: datetime) -> Standing:
    """Raises Unauthenticated."""
    session = await work.sessions.by_value(value)
    standing = await work.sessions.standing(session) if session and session.live(now) else None
    if standing is None:
        raise Unauthenticated("sign in first", code="no-session")
    return standing


async def strongest_of(work: Work, request: AuthorizationRequest, standing: Standing) -> str:
    """The highest level this account can reach, looked up where the client wishes for more than it has."""
    if not wishes_more(request, standing):
        return ""
    return (await work.codes.ways(standing.account.id)).strongest


async def view(work: Work, interaction: Interaction, standing: Standing | None, now: datetime) -> View:
    """Where an interaction stands for whoever is signed in."""
    client = await work.clients.get(interaction.request.client_id)
    request = interaction.request
    if standing is None:
        return View(interaction, client, "sign-in", (), lacks_proof=False)
    approval = await work.approvals.get(standing.account.id, client.id)
    proof = await best_proof(work, standing.account.id, now)
    asks_proof = IDENTITY_PROOF in asked_for(request.scopes, request.claims)
    met = proof is not None and meets(proof, request.claims, now)
    lacks = (asks_proof and not met) or lacks_confidence(client, request.claims, standing.level)
    strongest = await strongest_of(work, request, standing)
    next_step = needs(request, client, standing, approval, interaction, now, strongest)
    if interaction.declined or (next_step != "sign-in" and standing.session.id != interaction.session_id):
        next_step = "done" if interaction.declined else "sign-in"
    open_groups = unanswered(request, approval) or asked_for(request.scopes, request.claims)
    claims = tuple(group for group in GROUPS if group in open_groups) if next_step == "approve" else ()
    return View(interaction, client, next_step, claims, lacks_proof=lacks)
