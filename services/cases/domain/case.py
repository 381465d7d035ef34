"""A case: an organisation's piece of work about a person."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chassis.errors import Denied, Invalid, Stale
from services.cases.domain.classes import DataClass
from services.cases.domain.retention import Retention


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

    @property
    def classes(self) -> tuple[Retention, ...]:
        """Those that such a case may be kept in, from the one it is opened in to the one that is kept longest."""
        return _KEPT[self]


_TELLS = {
    CaseKind.CHILDREN: DataClass.SOCIAL_CARE,
    CaseKind.ADULTS: DataClass.SOCIAL_CARE,
    CaseKind.HOUSING: DataClass.HOUSING,
    CaseKind.EDUCATION: DataClass.EDUCATION,
    CaseKind.HEALTH: DataClass.HEALTH,
}
_KEPT = {
    CaseKind.CHILDREN: (Retention.CHILD_SOCIAL_CARE, Retention.LOOKED_AFTER_CHILD),
    CaseKind.ADULTS: (Retention.ADULT_SOCIAL_CARE,),
    CaseKind.HOUSING: (Retention.HOUSING,),
    CaseKind.EDUCATION: (Retention.EDUCATION,),
    CaseKind.HEALTH: (Retention.HEALTH,),
}
_LONGEST_TITLE = 200
_LONGEST_REASON = 2_000


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
    retention: Retention

    def must_be(self, version: int) -> None:
        """Raises Stale for whoever has another version before him."""
        if version != self.version:
            raise Stale(f"it is at version {self.version} now; read it again")

    def kept_as(self, word: str, role: str) -> "Case":
        """In another class. Only a manager gives it one that is kept shorter: that it was kept longer was a mistake.

        Raises:
            Invalid: not a class of such cases.
            Denied: it would be kept shorter.
        """
        classes = self.kind.classes
        if word not in classes:
            raise Invalid.field("retention", f"must be one of {', '.join(classes)}")
        wanted = Retention(word)
        if classes.index(wanted) < classes.index(self.retention) and role != "manager":
            raise Denied("a manager has to say that a case is kept shorter", code="kept-shorter")
        return replace(self, retention=wanted, version=self.version + 1)


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


def why(text: str) -> str:
    """The reason of a decision about a case, without blanks around it. Raises Invalid."""
    text = text.strip()
    if not text:
        raise Invalid.field("why", "is missing")
    if len(text) > _LONGEST_REASON:
        raise Invalid.field("why", f"is longer than {_LONGEST_REASON} characters")
    return text
