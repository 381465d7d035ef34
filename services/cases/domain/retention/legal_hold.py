"""A legal hold: nothing that an organisation holds of a person is erased until it is lifted.

live ──somebody lifts it, with a reason──▶ lifted
"""

from dataclasses import dataclass, replace
from datetime import datetime

from chassis.errors import Conflict


@dataclass(frozen=True, slots=True)
class LegalHold:
    id: str
    person_id: str
    organisation_id: str
    why: str
    set_by: str
    set_at: datetime
    lifted_by: str = ""
    lifted_at: datetime | None = None
    lifted_why: str = ""

    def lifted(self, why: str, by: str, now: datetime) -> "LegalHold":
        """Raises Conflict when it was lifted before."""
        if self.lifted_at is not None:
            raise Conflict("this hold was lifted before", code="hold-lifted")
        return replace(self, lifted_by=by, lifted_at=now, lifted_why=why)
