"""A recall: what left towards another organisation was erased or corrected since, or was read about the wrong person,
and that organisation is to know it (UK GDPR Article 19).

waiting ──it took the event, read what was corrected, or somebody there says that it knows──▶ heard
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from chassis.errors import Conflict


class Recalled(StrEnum):
    ERASED = "erased"
    CORRECTED = "corrected"
    SEPARATED = "separated"
    """It left on a link that was undone: its reader took it for somebody else's. Who holds it is told as well."""


@dataclass(frozen=True, slots=True)
class Recall:
    """The newest that happened to a record of `organisation_id` which `recipient_id` received, or holds itself where
    another read it on a wrong link. `kept_until` is set while the looks themselves are kept back from the person: the
    day they are looked at again.
    """

    record_id: str
    recipient_id: str
    person_id: str
    organisation_id: str
    what: Recalled
    at: datetime
    kept_until: date | None = None
    heard_by: str = ""
    heard_at: datetime | None = None

    def heard(self, by: str, now: datetime) -> "Recall":
        """Raises Conflict when somebody said so before."""
        if self.heard_at is not None:
            raise Conflict("somebody said before that your organisation knows", code="recall-heard")
        return replace(self, heard_by=by, heard_at=now)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who received what an erasure let go: how many of its records, and of how many of them it is known that it has
    heard. `hers_to_know`: nothing keeps it from the person who received them.
    """

    organisation_id: str
    records: int
    heard: int
    hers_to_know: bool
