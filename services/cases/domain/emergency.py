"""Emergency access: one person's named data classes, without a share, for minutes, with a reason, always reviewed.

open ──its minutes pass──▶ awaiting_review ──somebody else judges──▶ justified | not_justified
 └────────────────somebody else judges: it ends──────────────────────▲

What nobody judges in time is taken further, to the Caldicott guardian and then to the data protection officer; what one
worker opens again and again is flagged to whoever reviews it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Denied, Invalid
from services.cases.domain.classes import DataClass
from services.cases.domain.escalation import Escalation

REVIEW_WITHIN = timedelta(days=3)
FURTHER_AFTER = timedelta(days=2)
"""How long the guardian has, before it is the data protection officer's."""

REPEATED_WITHIN, REPEATED = timedelta(days=30), 3
_LONGEST_MINUTES = 60
_SHORTEST_REASON = 10


class EmergencyState(StrEnum):
    OPEN = "open"
    AWAITING_REVIEW = "awaiting_review"
    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"


@dataclass(frozen=True, slots=True)
class EmergencyAccess:
    """`opened_by` and `reviewed_by` are accounts; `justified` is None until somebody has judged."""

    id: str
    person_id: str
    organisation_id: str
    opened_by: str
    data_classes: frozenset[DataClass]
    reason: str
    opened_at: datetime
    ends_at: datetime
    review_due_at: datetime
    reviewed_by: str = ""
    justified: bool | None = None
    comment: str = ""
    escalated: Escalation = Escalation.NONE

    def state(self, now: datetime) -> EmergencyState:
        if self.justified is not None:
            return EmergencyState.JUSTIFIED if self.justified else EmergencyState.NOT_JUSTIFIED
        return EmergencyState.OPEN if now < self.ends_at else EmergencyState.AWAITING_REVIEW

    def is_open(self, now: datetime) -> bool:
        """From its beginning on, too: a clock that goes back opens nothing for longer."""
        return self.opened_at <= now < self.ends_at

    def overdue(self, now: datetime) -> Escalation:
        """How far it has to be taken by now."""
        if self.justified is not None or now < self.review_due_at:
            return Escalation.NONE
        return Escalation.GUARDIAN if now < self.review_due_at + FURTHER_AFTER else Escalation.DPO

    def judged(self, by: str, justified: bool, comment: str, now: datetime) -> "EmergencyAccess":
        """Judged, and over if it was still open: what is read after the judgement would never be judged.

        Raises:
            Denied: nobody judges what he opened himself.
            Conflict: it has been judged.
        """
        if by == self.opened_by:
            raise Denied("somebody else has to review what you opened", code="own-emergency-access")
        if self.justified is not None:
            raise Conflict("this emergency access has been reviewed", code="emergency-reviewed")
        ends = min(now, self.ends_at)
        return replace(self, reviewed_by=by, justified=justified, comment=comment, ends_at=ends)


def opened(access: EmergencyAccess, minutes: int) -> EmergencyAccess:
    """The access, if it may be opened at all. Raises Invalid naming what is wrong."""
    if not 1 <= minutes <= _LONGEST_MINUTES:
        raise Invalid.field("minutes", f"must be 1 to {_LONGEST_MINUTES}")
    if len(access.reason.strip()) < _SHORTEST_REASON:
        raise Invalid.field("reason", "must say what the emergency is")
    if DataClass.PROTECTED_ADDRESS in access.data_classes:
        raise Invalid.field("data_classes", "emergency access never opens a protected address")
    ends, due = access.opened_at + timedelta(minutes=minutes), access.opened_at + REVIEW_WITHIN
    return replace(access, ends_at=ends, review_due_at=due)
