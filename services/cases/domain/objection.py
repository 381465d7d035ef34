"""A resident objects to what an organisation does with what it knows of her, or disputes what it has written.

open ──the organisation answers with reasons──▶ upheld | refused
 └──a month passes: overdue, and still to be answered──▲

What is overdue is taken further, to the Caldicott guardian and then to the data protection officer.

Until it is upheld her words stand beside the records they are about, for whoever reads those.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Invalid
from services.cases.domain.choice import choice
from services.cases.domain.classes import DataClass
from services.cases.domain.days import day, end_of, months_after
from services.cases.domain.escalation import Escalation

MOST_OPEN = 10
"""Of one person towards one organisation, so that no list is flooded."""
FURTHER_AFTER = timedelta(days=7)
"""How long the guardian has, before it is the data protection officer's."""
_LONGEST = 4_000
_SHORTEST_REASON = 10


class ObjectionKind(StrEnum):
    OBJECTION = "objection"
    """To processing: UK GDPR Article 21."""
    DISPUTE = "dispute"
    """Of accuracy: rectification is asked for (Article 16), and a note stands where it is refused."""
    ERASURE = "erasure"
    """What is held of her is to be erased (Article 17); this stands beside no record."""


class Outcome(StrEnum):
    NONE = ""
    UPHELD = "upheld"
    REFUSED = "refused"


class ObjectionState(StrEnum):
    OPEN = "open"
    OVERDUE = "overdue"
    UPHELD = "upheld"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Objection:
    """`made_by` is whose hand it was: hers, or an officer's to whom she said it (`spoken`). `reasons` are for her, and
    for those who read the records.
    """

    id: str
    person_id: str
    organisation_id: str
    kind: ObjectionKind
    data_classes: frozenset[DataClass]
    words: str
    made_at: datetime
    made_by: str
    spoken: bool
    due_on: date
    outcome: Outcome = Outcome.NONE
    reasons: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    escalated: Escalation = Escalation.NONE

    def state(self, today: date) -> ObjectionState:
        if self.outcome is not Outcome.NONE:
            return ObjectionState(self.outcome)
        return ObjectionState.OVERDUE if today > self.due_on else ObjectionState.OPEN

    def overdue(self, now: datetime) -> Escalation:
        """How far it has to be taken by now."""
        late = end_of(self.due_on)
        if self.outcome is not Outcome.NONE or now < late:
            return Escalation.NONE
        return Escalation.GUARDIAN if now < late + FURTHER_AFTER else Escalation.DPO

    def is_beside(self, data_class: DataClass) -> bool:
        """Whether it stands beside records of a class: what was upheld was put right."""
        about = self.kind is not ObjectionKind.ERASURE and data_class in self.data_classes
        return about and self.outcome is not Outcome.UPHELD

    def answered(self, outcome: str, reasons: str, by: str, now: datetime) -> "Objection":
        """Raises Invalid without an outcome or reasons, Conflict when it was answered before."""
        if outcome not in (Outcome.UPHELD, Outcome.REFUSED):
            raise Invalid.field("outcome", "must be one of upheld, refused")
        if self.outcome is not Outcome.NONE:
            raise Conflict("this was answered before", code="already-answered")
        if len(reasons.strip()) < _SHORTEST_REASON:
            raise Invalid.field("reasons", "must say why, to her and to those who read the records")
        said = words("reasons", reasons)
        return replace(self, outcome=Outcome(outcome), reasons=said, answered_at=now, answered_by=by)


def kind(word: str) -> ObjectionKind:
    """Raises Invalid."""
    return choice(ObjectionKind, "kind", word)


def words(field: str, text: str) -> str:
    """Without blanks around them. Raises Invalid naming the field."""
    text = text.strip()
    if not text:
        raise Invalid.field(field, "is missing")
    if len(text) > _LONGEST:
        raise Invalid.field(field, f"is longer than {_LONGEST} characters")
    return text


def due(now: datetime) -> date:
    """A month from today (UK GDPR Article 12(3))."""
    return months_after(day(now), 1)
