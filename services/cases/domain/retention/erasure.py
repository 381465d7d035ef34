"""An erasure: what an organisation held of a person in one class of retention goes, by its own decision.

decided: the rows are gone ──the keys are destroyed──▶ finished
"""

from dataclasses import dataclass
from datetime import datetime

from services.cases.domain.retention.schedule import Retention


@dataclass(frozen=True, slots=True)
class Erasure:
    """`keys` are the names of the keys that it destroys."""

    id: str
    person_id: str
    organisation_id: str
    retention: Retention
    why: str
    decided_by: str
    decided_at: datetime
    keys: tuple[str, ...]
    finished_at: datetime | None = None
