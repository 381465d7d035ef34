"""A case: an organisation's piece of work about a person.

open ──closed, with an outcome──▶ closed ──opened again──▶ open
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chassis.errors import Conflict, Denied, Invalid, Stale
from services.cases.domain.choice import choice
from services.cases.domain.classes import DataClass
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.retention.schedule import Retention
from services.cases.domain.viewer import Viewer, ViewerKind


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


class Outcome(StrEnum):
    COMPLETED = "completed"
    NOT_NEEDED = "not_needed"
    DECLINED = "declined"
    MOVED_AWAY = "moved_away"
    TRANSFERRED = "transferred"
    DIED = "died"
    OPENED_IN_ERROR = "opened_in_error"


@dataclass(frozen=True, slots=True)
class Case:
    """`outcome` and `why` are those of a closed one, for the workers of the organisation that holds it. A `private` one
    is a private service's, and is there for nobody but whom that service's work is shown to; it stays so.
    """

    id: str
    person_id: str
    organisation_id: str
    title: str
    kind: CaseKind
    status: CaseStatus
    opened_at: datetime
    version: int
    retention: Retention
    closed_at: datetime | None = None
    outcome: Outcome | None = None
    why: str = ""
    private: bool = False

    def seen_by(self, viewer: Viewer) -> "Case":
        """As it leaves: to others than the holder's workers without how it ended, nor that it is kept longer than cases
        of its kind begin; a version that counted that would tell it.
        """
        if viewer.kind is ViewerKind.WORKER and viewer.organisation_id == self.organisation_id:
            return self
        seen = 1 if self.status is CaseStatus.OPEN else 2
        return replace(self, outcome=None, why="", retention=self.kind.classes[0], version=seen)

    def closed(self, outcome: str, reason: str, now: datetime) -> "Case":
        """Raises Invalid without an outcome and a reason, Conflict when it is closed already."""
        if outcome not in list(Outcome):
            raise Invalid.field("outcome", f"must be one of {', '.join(Outcome)}")
        said = why(reason)
        if self.status is CaseStatus.CLOSED:
            raise Conflict("this case is closed already", code="case-closed")
        return replace(
            self,
            status=CaseStatus.CLOSED,
            closed_at=now,
            outcome=Outcome(outcome),
            why=said,
            version=self.version + 1,
        )

    def reopened(self) -> "Case":
        """Raises Conflict when it is open."""
        if self.status is CaseStatus.OPEN:
            raise Conflict("this case is open", code="case-open")
        return replace(self, status=CaseStatus.OPEN, closed_at=None, outcome=None, why="", version=self.version + 1)

    def must_be_open(self) -> None:
        """Raises Conflict: nothing new is written on a closed case; what is wrong in it is corrected."""
        if self.status is CaseStatus.CLOSED:
            raise Conflict("this case is closed; open it again to write on it", code="case-closed")

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


def opened_privately(wished: bool | None, works: Collection[Involvement], viewer: Viewer) -> bool:
    """`works`: how the organisation works with the person, as far as whoever opens the case is told. Where that is in
    private services only, a case is private unless who speaks for these opens it to the whole organisation.

    Raises Denied where he is told of no private service: whether there is one or not; and to who does not speak for it.
    """
    if wished and not any(one.shielded for one in works):
        raise Denied(
            "only a private service that you are told of opens a private case about this person", code="not-private"
        )
    only_privately = all(one.shielded for one in works)
    if wished is False and only_privately and not viewer.speaks:
        raise Denied(
            "only your duty desk or a manager opens a private service's case to your whole organisation",
            code="not-a-broker",
        )
    return only_privately if wished is None else wished


def kind(word: str) -> CaseKind:
    """Raises Invalid."""
    return choice(CaseKind, "kind", word)


def title(text: str) -> str:
    """The title of a case or record, without blanks around it. Raises Invalid."""
    text = text.strip()
    if not text:
        raise Invalid.field("title", "is missing")
    if len(text) > _LONGEST_TITLE:
        raise Invalid.field("title", f"is longer than {_LONGEST_TITLE} characters")
    return text


def why(text: str) -> str:
    """The reason of a decision or correction, without blanks around it. Raises Invalid."""
    text = text.strip()
    if not text:
        raise Invalid.field("why", "is missing")
    if len(text) > _LONGEST_REASON:
        raise Invalid.field("why", f"is longer than {_LONGEST_REASON} characters")
    return text
