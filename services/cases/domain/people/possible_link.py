"""An agency's entry that is perhaps of somebody another agency knows: somebody has to look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

AT_SOURCE = "source"


class Decided(StrEnum):
    """What became of it."""

    NOT = ""
    LINKED = "linked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PossibleLink:
    """`said` is what each field says: "agree", "close", "differ" or "missing"; never the other agency's values. By whom
    and why it was decided is in the log. `entry_person_id` is whom the entry is of as things stand.

    Where the agency's own system says that two of its entries are one person's, `said` says so first (`AT_SOURCE`), and
    the rest is how the two compare.
    """

    id: str
    organisation_id: str
    knowledge_id: str
    local_id: str
    person_id: str
    score: float
    said: Mapping[str, str]
    found_at: datetime
    decided: Decided = Decided.NOT
    decided_at: datetime | None = None
    entry_person_id: str = ""

    @property
    def merging(self) -> bool:
        return AT_SOURCE in self.said

    def about(self, person_id: str) -> bool:
        """Whether it is about this person, whoever of the two she is."""
        return person_id in (self.person_id, self.entry_person_id)
