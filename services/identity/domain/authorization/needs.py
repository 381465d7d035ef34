"""What an authorization request still needs of a person before it can be answered."""

from datetime import datetime, timedelta

from chassis.tokens import same
from services.identity.domain.authorization.grant import OFFLINE
from services.identity.domain.authorization.interaction import Approval, AuthorizationRequest, Interaction, Needs
from services.identity.domain.claims.one_login import RETURN_CODE, lacks_confidence, wants
from services.identity.domain.claims.release import OIDC_SCOPES, STAY, asked_for
from services.identity.domain.claims.tokens import subject_for
from services.identity.domain.clients.client import Client
from services.identity.domain.credentials.levels import met, reaches
from services.identity.domain.sessions.standing import Standing


def unanswered(request: AuthorizationRequest, approval: Approval | None) -> frozenset[str]:
    """The claim groups asked for that the resident has said neither yes nor no to."""
    asked = asked_for(request.scopes, request.claims)
    return asked - approval.claims - approval.refused if approval else asked


def needs(
    request: AuthorizationRequest,
    client: Client,
    standing: Standing | None,
    approval: Approval | None,
    interaction: Interaction | None,
    now: datetime,
    strongest: str = "",
) -> Needs:
    """The next thing to ask, "done" when there is none. `interaction`: what was asked already, None at first.

    `strongest`: the highest level this account can reach, where the request's `acr_values` are not met yet.
    """
    if standing is None or not _may_use(standing, client) or not _fresh(request, standing, interaction, now):
        return "sign-in"
    if not reaches(standing.session.acr, request.least_acr):
        return "step-up"
    # A wish, not a demand (OIDC Core section 3.1.2.1): asked once, of whoever can.
    if (
        not _since(interaction, standing.session.signed_in_at)
        and wishes_more(request, standing)
        and met(strongest, request.acr_values)
    ):
        return "step-up"
    if not is_whom_it_is_for(request, client, standing):
        # Whoever has signed in for this request already is not asked for ever.
        return "done" if _since(interaction, standing.session.signed_in_at) else "sign-in"
    if client.profile == "first-party":
        return "done"
    ask = "consent" in request.prompt or lacks_confidence(client, request.claims, standing.level)
    asked_again = ask and not _since(interaction, approval.approved_at if approval else None)
    # The first time, a resident is asked even where nothing but a name for them is released.
    return "approve" if approval is None or asked_again or unanswered(request, approval) else "done"


def wishes_more(request: AuthorizationRequest, standing: Standing) -> bool:
    """Whether the client would have liked a stronger sign-in than this one."""
    return not met(standing.session.acr, request.acr_values)


def is_whom_it_is_for(request: AuthorizationRequest, client: Client, standing: Standing) -> bool:
    """Whether this is the person that an id_token_hint or a demanded `sub` names (OIDC Core section 3.1.2.2)."""
    account = standing.account
    return not request.subject or same(request.subject, subject_for(client, account.id, account.subject_salt))


def must_be_proven(request: AuthorizationRequest, client: Client, standing: Standing) -> bool:
    """Whether the answer must be no: less confidence than was asked for, and no return code wanted in its place."""
    return lacks_confidence(client, request.claims, standing.level) and not wants(request.claims, RETURN_CODE)


def _may_use(standing: Standing, client: Client) -> bool:
    """Relying parties are for residents; a worker's account says nothing to them."""
    return client.profile == "first-party" or standing.account.kind == "resident"


def _fresh(request: AuthorizationRequest, standing: Standing, interaction: Interaction | None, now: datetime) -> bool:
    """`prompt` and `max_age` (OIDC Core section 3.1.2.1): signed in for this request, or recently enough.

    A browser holds one session, so that to choose another account is to sign in again.
    """
    signed_in_at = standing.session.signed_in_at
    if _since(interaction, signed_in_at):
        return True
    recent = request.max_age is None or now - signed_in_at <= timedelta(seconds=request.max_age)
    return recent and request.prompt.isdisjoint({"login", "select_account"})


def _since(interaction: Interaction | None, at: datetime | None) -> bool:
    return interaction is not None and at is not None and at >= interaction.created_at


def granted(scopes: frozenset[str], standing: Standing, approval: Approval | None) -> frozenset[str]:
    """What was asked for and this person can give; beyond the session only where they said yes to that."""
    given = (scopes & OIDC_SCOPES) | (scopes & standing.scopes)
    return given if approval and STAY in approval.claims else given - {OFFLINE}
