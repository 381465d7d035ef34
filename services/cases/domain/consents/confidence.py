"""What a person who can decide it for herself keeps from whoever acts for her.

Gillick v West Norfolk [1986] AC 112: a child assessed as competent for a decision may refuse a parent. Family Law
Reform Act 1969 section 8: at 16 and 17 competence is presumed. Never an age alone: each is one dated assessment.

    kept ──the person lets it go──▶ ended
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from chassis.errors import Conflict, Invalid
from services.cases.domain.classes import DataClass
from services.cases.domain.days import day

_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Confidence:
    """Nobody who acts for the person sees what `organisation_id`, which recorded it, does with her, nor what is shared
    of these data classes by whomsoever. `assessor` found her competent for this decision on `assessed_on`.
    """

    id: str
    person_id: str
    organisation_id: str
    data_classes: frozenset[DataClass]
    assessed_on: date
    assessor: str = field(repr=False)
    recorded_by: str
    recorded_at: datetime
    ended_at: datetime | None = None

    def over(self, now: datetime) -> "Confidence":
        """Raises Conflict when it is over already."""
        if self.ended_at is not None:
            raise Conflict("this confidence has ended already", code="confidence-ended")
        return replace(self, ended_at=now)


def kept(confidence: Confidence) -> Confidence:
    """The confidence, if it is well formed. Raises Invalid naming the field."""
    if confidence.assessed_on > day(confidence.recorded_at):
        raise Invalid.field("assessed_on", "must not lie in the future")
    if len(confidence.assessor.strip()) < _SHORTEST_NAME:
        raise Invalid.field("assessor", "say who found that the person can decide this herself")
    return confidence
