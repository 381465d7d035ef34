"""The decision not to share, recorded as a share is: what was considered, for whom and why it was not done.

Information sharing advice for safeguarding practitioners (DfE, 2024), golden rule 10: record the decision to share and
the decision not to. Children Act 2004 section 16LA(4): whoever keeps back what the duty asks for says why. It is looked
at again by the day named. The person is not shown it: it tells as much as the share would have.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chassis.errors import Invalid
from services.cases.domain.classes import DataClass
from services.cases.domain.purposes import Purpose

LONGEST = timedelta(days=366)
READERS = frozenset({"manager", "guardian", "dpo"})
"""The roles that look such decisions over for their organisation."""
_SHORTEST_REASON = 10


@dataclass(frozen=True, slots=True)
class DecisionNotToShare:
    """`case_id` is empty where the question was about all that the organisation holds. `advice_sought` says whom they
    asked and what they heard, empty where nobody was asked. Both texts are personal: the store seals them.
    """

    id: str
    person_id: str
    case_id: str
    organisation_id: str
    to_organisation_ids: frozenset[str]
    data_classes: frozenset[DataClass]
    purpose: Purpose
    reason: str
    advice_sought: str
    review_on: date
    decided_at: datetime
    decided_by: str


def decided(decision: DecisionNotToShare) -> DecisionNotToShare:
    """The decision, if it is well formed. Raises Invalid naming what is wrong."""
    if not decision.to_organisation_ids:
        raise Invalid.field("to_organisation_ids", "must name every organisation it was considered for")
    if decision.organisation_id in decision.to_organisation_ids:
        raise Invalid.field("to_organisation_ids", "must not name your own organisation")
    if len(decision.reason.strip()) < _SHORTEST_REASON:
        raise Invalid.field("reason", "must say why it is not shared")
    return decision
