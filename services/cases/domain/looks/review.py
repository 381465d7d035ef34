"""A look that somebody outside the worker's line judges afterwards. Neither the worker nor the person is told.

waiting ──somebody else judges──▶ explained | follow_up

The guardian judges, or the data protection officer, to whom what nobody judged in time is taken.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Invalid
from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.escalation import Escalation

REVIEW_WITHIN = timedelta(days=7)
SAMPLED_SHARE = 0.1
"""Of the looks of duty desks, which open any network for hours."""

_SHORTEST_REASON = 10


class Why(StrEnum):
    KNOWN_PRIVATELY = "known_privately"
    HOUSEHOLD = "household"
    SAMPLED = "sampled"
    MANY = "many_people"
    GATHERED = "many_workers"
    GUESSED = "guessed"
    FAR = "outside_area"


class Judgement(StrEnum):
    EXPLAINED = "explained"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class LookReview:
    """`by` is the account that looked, for `organisation_id`; `judgement` is None until somebody has judged."""

    id: str
    disclosure_id: str
    person_id: str
    organisation_id: str
    by: str
    why: Why
    flagged_at: datetime
    judgement: Judgement | None = None
    judged_by: str = ""
    reason: str = ""
    escalated: Escalation = Escalation.NONE

    @property
    def due_at(self) -> datetime:
        return self.flagged_at + REVIEW_WITHIN

    def overdue(self, now: datetime) -> Escalation:
        """How far it has to be taken by now."""
        return Escalation.NONE if self.judgement is not None or now < self.due_at else Escalation.DPO

    def judged(self, by: str, judgement: str, reason: str) -> "LookReview":
        """Raises Invalid naming what is wrong, Conflict when it has been judged."""
        if judgement not in list(Judgement):
            raise Invalid.field("judgement", f"must be one of {', '.join(Judgement)}")
        if len(reason.strip()) < _SHORTEST_REASON:
            raise Invalid.field("reason", "must say what explains the look, or what is to be followed up")
        if self.judgement is not None:
            raise Conflict("this look has been reviewed", code="look-reviewed")
        return replace(self, judgement=Judgement(judgement), judged_by=by, reason=reason.strip())


@dataclass(frozen=True, slots=True)
class LookToReview:
    review: LookReview
    look: Disclosure


@dataclass(frozen=True, slots=True)
class Guesses:
    """So many finds of one account confirmed nobody, within the day."""

    account_id: str
    count: int


def sampled(look: Disclosure, drawn: float) -> bool:
    """Whether this look is one of those that are reviewed for no reason but that it was possible; `drawn` is from
    [0, 1).
    """
    return look.role == "duty" and drawn < SAMPLED_SHARE
