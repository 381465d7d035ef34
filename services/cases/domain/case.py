"""A case: an organisation's piece of work about a person."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chassis.errors import Invalid
from services.cases.domain.classes import DataClass


class CaseKind(StrEnum):
    CHILDREN = "children"
    ADULTS = "adults"
    HOUSING = "housing"
    EDUCATION = "education"
    HEALTH = "health"

    @property
    def data_class(self) -> DataClass:
        """What the bare existence of such a case tells of somebody."""
        return _TELLS[self]


_TELLS = {
    CaseKind.CHILDREN: DataClass.SOCIAL_CARE,
    CaseKind.ADULTS: DataClass.SOCIAL_CARE,
    CaseKind.HOUSING: DataClass.HOUSING,
    CaseKind.EDUCATION: DataClass.EDUCATION,
    CaseKind.HEALTH: DataClass.HEALTH,
}
_LONGEST_TITLE = 200


class CaseStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    person_id: str
    organisation_id: str
    title: str
    kind: CaseKind
    status: CaseStatus
    opened_at: datetime
    version: int


def kind(word: str) -> CaseKind:
    """Raises Invalid."""
    try:
        return CaseKind(word)
    except ValueError:
        raise Invalid.field("kind", f"must be one of {', '.join(CaseKind)}") from None


def title(text: str) -> str:
    """The title of a case or record, without blanks around it. Raises Invalid."""
    text = text.strip()
    if not text:
        raise Invalid.field("title", "is missing")
    if len(text) > _LONGEST_TITLE:
        raise Invalid.field("title", f"is longer than {_LONGEST_TITLE} characters")
    return text
