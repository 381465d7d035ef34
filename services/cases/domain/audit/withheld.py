"""A disclosure not yet safe to show the resident: absent alike from pages, counts, receipts and proofs until
released.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Denied, Invalid
from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.days import last_day
from services.cases.domain.escalation import Escalation
from services.cases.domain.organisation import Organisation

LONGEST = timedelta(days=366)
FURTHER_AFTER = timedelta(days=7)
"""How long the guardian has after its day, before it is the data protection officer's."""

_SHORTEST_REASON = 10


class Ground(StrEnum):
    POLICE_ENQUIRY = "police_enquiry"
    SECTION_47 = "section_47"
    FRAUD = "fraud"
    RISK_TO_ANOTHER = "risk_to_another"
    NOT_TOLD = "not_told"
    """It rests on a share that the person was not told of; never a caller's own choice."""


_BODIES = {
    Ground.POLICE_ENQUIRY: frozenset({"police"}),
    # Children Act 1989 section 47: the council's enquiry, which the police make with it.
    Ground.SECTION_47: frozenset({"council", "police"}),
}


@dataclass(frozen=True, slots=True)
class Withholding:
    """Why it is kept back, and when a reviewer must look again."""

    ground: Ground
    reason: str
    review_on: date


@dataclass(frozen=True, slots=True)
class Withheld:
    """A withholding of one disclosure: by whom, for which organisation, and who released it.

    `reviewer_id` is the organisation whose reviewers look at it again: that of who looked; for what happened inside a
    hub's enquiry (`enquiry_id`), the hub's host. `untold_by` is who decided that the person is not told of the share it
    rests on, empty where it rests on none. `kept_because` says why it was kept back when it was last looked at again.
    """

    disclosure_id: str
    person_id: str
    organisation_id: str
    by: str
    withholding: Withholding
    reviewer_id: str
    enquiry_id: str = ""
    untold_by: str = ""
    kept_because: str = ""
    escalated: Escalation = Escalation.NONE
    released_at: datetime | None = None
    released_by: str = ""

    def reviewable_by(self, account: str) -> bool:
        """By anybody but who looked and kept it back, and who decided that she is not told."""
        return account not in (self.by, self.untold_by)

    def overdue(self, today: date) -> Escalation:
        """How far it has to be taken by now."""
        if self.released_at is not None or today <= self.withholding.review_on:
            return Escalation.NONE
        late = today > self.withholding.review_on + FURTHER_AFTER
        return Escalation.DPO if late else Escalation.GUARDIAN

    def released(self, by: str, now: datetime) -> "Withheld":
        """Raises Denied for whoever kept it back, Conflict when it was released before."""
        self._must_review(by)
        return replace(self, released_at=now, released_by=by)

    def kept(self, by: str, reason: str, review_on: str, now: datetime) -> "Withheld":
        """Kept back until another day. Raises as `released` does, and Invalid naming what is wrong."""
        self._must_review(by)
        again = last_day("review_on", review_on, now, LONGEST)
        return replace(
            self,
            withholding=replace(self.withholding, review_on=again),
            kept_because=_why("reason", reason),
            escalated=Escalation.NONE,
        )

    def _must_review(self, by: str) -> None:
        if not self.reviewable_by(by):
            raise Denied("somebody else has to release what you kept back", code="own-withholding")
        if self.released_at is not None:
            raise Conflict("this disclosure was released before", code="already-released")


@dataclass(frozen=True, slots=True)
class ToReview:
    """What is kept back, and the look it is about."""

    withheld: Withheld
    look: Disclosure


def withholding(ground: str, reason: str, review_on: str, now: datetime) -> Withholding:
    """Raises Invalid naming what is wrong."""
    grounds = [word for word in Ground if word is not Ground.NOT_TOLD]
    if ground not in grounds:
        raise Invalid.field("withholding.ground", f"must be one of {', '.join(grounds)}")
    why = _why("withholding.reason", reason)
    return Withholding(Ground(ground), why, last_day("withholding.review_on", review_on, now, LONGEST))


def must_fit(withholding: Withholding, organisation: Organisation) -> None:
    """Raises Denied where the ground is not that organisation's to claim."""
    bodies = _BODIES.get(withholding.ground)
    if bodies and organisation.kind not in bodies:
        raise Denied(f"your organisation does not make such enquiries: {withholding.ground}", code="ground-not-yours")


def _why(field: str, reason: str) -> str:
    if len(reason.strip()) < _SHORTEST_REASON:
        raise Invalid.field(field, "must say why it is not safe to show")
    return reason.strip()
