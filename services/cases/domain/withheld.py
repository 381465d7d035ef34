"""A disclosure not yet safe to show the resident: absent alike from pages, counts, receipts and proofs until
released.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Denied, Invalid
from services.cases.domain.days import last_day

LONGEST = timedelta(days=366)
_SHORTEST_REASON = 10


class Ground(StrEnum):
    POLICE_ENQUIRY = "police_enquiry"
    SECTION_47 = "section_47"
    FRAUD = "fraud"
    RISK_TO_ANOTHER = "risk_to_another"


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
    try:
        on = Ground(ground)
    except ValueError:
        raise Invalid.field("withholding.ground", f"must be one of {', '.join(Ground)}") from None
    if len(reason.strip()) < _SHORTEST_REASON:
        raise Invalid.field("withholding.reason", "must say why it is not safe to show")
    return Withholding(on, reason.strip(), last_day("withholding.review_on", review_on, now, LONGEST))
