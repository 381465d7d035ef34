"""One organisation asks another to take on work with a person; the one that asked sees how it ended.

requested ──the other accepts──▶ accepted ──it says what came of it──▶ done
 │ │ └──it rejects, with its reason──▶ rejected
 │ └──what went with it ends, unanswered──▶ lapsed
 └──the asker takes it back, accepted or not──▶ revoked

What goes with it is one share; rejected and revoked end that. A private one goes to a service whose work with a person
is itself sensitive: its share is private too, and it is told to the two duty desks and their managers only.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Denied, Invalid
from services.cases.domain.days import day, end_of
from services.cases.domain.escalation import Escalation
from services.cases.domain.purposes import Purpose
from services.cases.domain.viewer import BROKERS, Viewer

FURTHER_AFTER = timedelta(days=2)
"""How long the guardian has, before it is the data protection officer's."""
_ANSWERED_WITHIN = timedelta(days=5)
_LONGEST = 4_000


class ReferralState(StrEnum):
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DONE = "done"
    REVOKED = "revoked"
    LAPSED = "lapsed"
    """Nobody answered while what went with it was shared; never written down."""


_OPEN = (ReferralState.REQUESTED, ReferralState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Referral:
    """`asks` is what is asked for, `said` the reason it was rejected or revoked for, or what came of it.
    `involvement_id` is the receiving organisation's own, made as it accepted.
    """

    id: str
    person_id: str
    from_organisation_id: str
    to_organisation_id: str
    share_id: str
    private: bool
    asks: str
    requested_at: datetime
    requested_by: str
    due_on: date
    state: ReferralState = ReferralState.REQUESTED
    said: str = ""
    moved_at: datetime | None = None
    moved_by: str = ""
    involvement_id: str = ""
    escalated: Escalation = Escalation.NONE

    def seen_by(self, organisation_id: str) -> "Referral":
        """Who asked learns that it was accepted, not as which involvement."""
        return self if organisation_id == self.to_organisation_id else replace(self, involvement_id="")

    def stands(self, shared: bool) -> ReferralState:
        """As it is today; `shared`: what goes with it still is."""
        return ReferralState.LAPSED if self.state is ReferralState.REQUESTED and not shared else self.state

    def overdue(self, now: datetime) -> Escalation:
        """How far it has to be taken by now. A private one is nobody's beyond the duty desks and managers."""
        late = end_of(self.due_on)
        if self.private or self.state is not ReferralState.REQUESTED or now < late:
            return Escalation.NONE
        return Escalation.GUARDIAN if now < late + FURTHER_AFTER else Escalation.DPO

    # Each of these raises Conflict where it is past that, Invalid without words.

    def accepted(self, involvement_id: str, by: str, now: datetime) -> "Referral":
        self._must_be(ReferralState.REQUESTED)
        return replace(self._moved(ReferralState.ACCEPTED, "", by, now), involvement_id=involvement_id)

    def rejected(self, reason: str, by: str, now: datetime) -> "Referral":
        self._must_be(ReferralState.REQUESTED)
        return self._moved(ReferralState.REJECTED, words("reason", reason), by, now)

    def done(self, outcome: str, by: str, now: datetime) -> "Referral":
        self._must_be(ReferralState.ACCEPTED)
        return self._moved(ReferralState.DONE, words("outcome", outcome), by, now)

    def revoked(self, reason: str, by: str, now: datetime) -> "Referral":
        self._must_be(*_OPEN)
        return self._moved(ReferralState.REVOKED, words("reason", reason), by, now)

    def _must_be(self, *states: ReferralState) -> None:
        if self.state not in states:
            raise Conflict(f"this referral is {self.state}", code=f"referral-{self.state}")

    def _moved(self, state: ReferralState, said: str, by: str, now: datetime) -> "Referral":
        return replace(self, state=state, said=said, moved_by=by, moved_at=now)


def must_speak(viewer: Viewer) -> None:
    """Raises Denied for whoever takes on work for the organisation, or declines it, without being its duty desk or a
    manager.
    """
    if viewer.role not in BROKERS:
        raise Denied("your duty desk or a manager answers a referral", code="not-a-broker")


def words(field: str, text: str) -> str:
    """Without blanks around them. Raises Invalid naming the field."""
    text = text.strip()
    if not text:
        raise Invalid.field(field, "is missing")
    if len(text) > _LONGEST:
        raise Invalid.field(field, f"is longer than {_LONGEST} characters")
    return text


def due(purpose: Purpose, now: datetime) -> date:
    """The day after, where it is about safeguarding (Working Together to Safeguard Children: a referral is answered
    within one working day; here each day counts); else five days from today.
    """
    soon = purpose in (Purpose.SAFEGUARDING_CHILD, Purpose.SAFEGUARDING_ADULT)
    return day(now) + (timedelta(days=1) if soon else _ANSWERED_WITHIN)
