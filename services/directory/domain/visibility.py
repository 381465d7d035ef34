"""Who sees which contact of a professional. The one place that decides; every call that answers with a card asks it.

    viewer                                  mail, work phone    mobile
    worker of the same organisation         yes                 yes
    worker of another organisation          yes                 only where she lets them (`share_mobile`)
    resident, partner, operator, service    no                  no

Of somebody who does not work there any more, or just now, nobody sees any: a message would wait unread, or reach who
has left.

Names, role, team, organisation and registration are seen by whoever may read the directory at all: registers of
professions are public, and a resident is told who supports her. Operators look after the file, not the people in it.
"""

from dataclasses import dataclass, replace

from services.directory.domain.card import Card
from services.directory.domain.ids import OrganisationId

WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: the kind of account and, for workers, the one organisation they act for."""

    kind: str
    organisation: OrganisationId | None


def as_seen_by(viewer: Viewer, card: Card) -> Card:
    """The card with the contacts this viewer may not see left empty."""
    facts = card.professional.facts
    worker = viewer.kind == WORKER and viewer.organisation is not None
    colleague = worker and viewer.organisation == card.professional.organisation
    reachable = worker and card.professional.disabled_at is None
    seen = replace(
        facts,
        email=facts.email if reachable else "",
        phone=facts.phone if reachable else "",
        mobile=facts.mobile if reachable and (colleague or facts.share_mobile) else "",
    )
    return replace(card, professional=replace(card.professional, facts=seen))
