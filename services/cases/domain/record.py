"""A record: one item on a case, of one data class."""

from dataclasses import dataclass
from datetime import datetime

from chassis.errors import Invalid
from services.cases.domain.classes import DataClass

LONGEST_CONTENT = 100_000


@dataclass(frozen=True, slots=True)
class Record:
    """`content` is empty in lists. A `sealed` record stays with the organisation that holds it: no share and no
    emergency access opens it (a multi-agency hub's own space); taking from it home is a new record, and so a recorded
    decision.
    """

    id: str
    case_id: str
    person_id: str
    organisation_id: str
    data_class: DataClass
    title: str
    content: str
    sealed: bool
    added_at: datetime
    version: int


def content(text: str) -> str:
    """Raises Invalid."""
    if not text.strip():
        raise Invalid.field("content", "is missing")
    if len(text) > LONGEST_CONTENT:
        raise Invalid.field("content", f"is longer than {LONGEST_CONTENT} characters")
    return text
