"""A disclosure not yet safe to show the resident: absent alike from pages, counts, receipts and proofs until
released.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Denied, Invalid
from services.cases.domain.days import last_day
from services.cases.domain.organisation import Organisation

LONGEST = timedelta(days=366)
_SHORTEST_REASON = 10


class Ground(StrEnum):
    POLICE_ENQUIRY = "police_enquiry"
    SECTION_47 = "section_47"
    FRAUD = "fraud"
    RISK_TO_ANOTHER = "risk_to_another"
    NOT_TOLD = "not_told"
    """It rests on a share that the person was not told of; never a caller's own choice."""


_BODIES = {
    Ground.POLICE_ENQUIRY: frozenset({"police"}),
    # Children Act 1989 section 47: the council's enquiry, which the police make with it.
    Ground.SECTION_47: frozenset({"council", "police"}),
}


@dataclass(frozen=True, slots=True)
class Withholding:
    """Why it is kept back, and when a reviewer must look again."""

    ground: Ground
    reason: str
    review_on: date


@dataclass(frozen=True, slots=True)
class Withheld:
    """A withholding of one disclosure: by whom, for which organisation, and who released it."""

    disclosure_id: str
    person_id: str
    organisation_id: str
    by: str
    withholding: Withholding
    released_at: datetime | None = None
    released_by: str = ""

    def must_release(self, by: str) -> None:
        """Raises Denied for whoever kept it back, Conflict when it was released before."""
        if by == self.by:
            raise Denied("somebody else has to release what you kept back", code="own-withholding")
        if self.released_at is not None:
            raise Conflict("this disclosure was released before", code="already-released")


def withholding(ground: str, reason: str, review_on: str, now: datetime) -> Withholding:
    """Raises Invalid naming what is wrong."""
    grounds = [word for word in Ground if word is not Ground.NOT_TOLD]
    if ground not in grounds:
        raise Invalid.field("withholding.ground", f"must be one of {', '.join(grounds)}")
    if len(reason.strip()) < _SHORTEST_REASON:
        raise Invalid.field("withholding.reason", "must say why it is not safe to show")
    return Withholding(Ground(ground), reason.strip(), last_day("withholding.review_on", review_on, now, LONGEST))


def must_fit(withholding: Withholding, organisation: Organisation) -> None:
    """Raises Denied where the ground is not that organisation's to claim."""
    bodies = _BODIES.get(withholding.ground)
    if bodies and organisation.kind not in bodies:
        raise Denied(f"your organisation does not make such enquiries: {withholding.ground}", code="ground-not-yours")
