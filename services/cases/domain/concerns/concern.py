"""A worry about a person, raised to the council responsible for her and to those who work with her.

raised ──somebody at the front door acknowledges──▶ acknowledged ──with an outcome──▶ closed
   └──nobody does in the time of its urgency: taken further, once each step──▶ (still to be acknowledged)

It is not a referral until the front door accepts it. An allegation against staff goes to those named for allegations at
that council and to nobody else: not to the line it is about, not to the network.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from chassis.errors import Conflict, Invalid
from services.cases.domain.concerns.front_door import Door
from services.cases.domain.purposes import Purpose
from services.cases.domain.viewer import BROKERS, Viewer

UNTIL_ACCEPTED = "This is not a referral until it is accepted. If anybody is in danger now, ring 999."

_LONGEST = 4_000
_SHORTEST = 10
_MOST_EXCLUDED = 50


class About(StrEnum):
    CHILD = "child"
    ADULT = "adult"

    @property
    def purpose(self) -> Purpose:
        return Purpose.SAFEGUARDING_CHILD if self is About.CHILD else Purpose.SAFEGUARDING_ADULT


class Urgency(StrEnum):
    IMMEDIATE = "immediate"
    SAME_DAY = "same_day"
    SOON = "soon"

    @property
    def within(self) -> timedelta:
        """The time in which somebody acknowledges it; a referral is decided on within one working day (Working
        Together to Safeguard Children 2023, chapter 3).
        """
        return {
            Urgency.IMMEDIATE: timedelta(hours=1),
            Urgency.SAME_DAY: timedelta(hours=4),
            Urgency.SOON: timedelta(days=1),
        }[self]


class Step(IntEnum):
    """How far it was taken for want of an acknowledgement."""

    NONE = 0
    FIRST = 1
    LAST = 2


class Outcome(StrEnum):
    NONE = ""
    ACCEPTED = "accepted"
    """Now it is a referral."""
    ADVICE_GIVEN = "advice_given"
    PASSED_ON = "passed_on"
    NO_FURTHER_ACTION = "no_further_action"


@dataclass(frozen=True, slots=True)
class Concern:
    """`organisation_id` raised it, and is `named` to others unless it works with the person in private only; `openly`:
    others may see that it works with her, or did. `council_id` answers it at its `door`, where `leads` sit for
    allegations. `excluded` hear nothing of it; nor does `alleged`, the professional an allegation is about. `answer`
    says in words how it ended.
    """

    id: str
    person_id: str
    organisation_id: str
    named: bool
    raised_by: str
    council_id: str
    door: Door
    about: About
    urgency: Urgency
    allegation: bool
    alleged: str
    excluded: frozenset[str]
    words: str
    raised_at: datetime
    due_at: datetime
    leads: frozenset[str] = frozenset()
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    step: Step = Step.NONE
    outcome: Outcome = Outcome.NONE
    answer: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""
    openly: bool = False

    @property
    def taken_to(self) -> str:
        """The role: to the duty desk, then a manager; an allegation to the leads again, then the guardian, who is
        outside the line.
        """
        steps = ("", "lead", "guardian") if self.allegation else ("", "duty", "manager")
        return steps[self.step]

    def sender_to(self, viewer: Viewer) -> str:
        """The organisation that raised it, as far as this viewer may know; else empty.

        A network is told only whom it may see to work with the person. Were everybody else named to it, who is not
        named would be a private service.
        """
        own = viewer.organisation_id == self.organisation_id
        knows = own and (viewer.subject == self.raised_by or viewer.role in BROKERS)
        answers = self.allegation or (viewer.organisation_id == self.council_id and viewer.role in BROKERS)
        return self.organisation_id if knows or (self.named and (self.openly or answers)) else ""

    def overdue(self, now: datetime) -> Step:
        """How far it has to be taken by now; the last step after as long again."""
        if self.acknowledged_at is not None or now < self.due_at:
            return Step.NONE
        return Step.FIRST if now < self.due_at + self.urgency.within else Step.LAST

    def acknowledged(self, by: str, now: datetime) -> "Concern":
        """Raises Conflict when it was before."""
        if self.acknowledged_at is not None:
            raise Conflict("this concern has been acknowledged", code="already-acknowledged")
        return replace(self, acknowledged_at=now, acknowledged_by=by)

    def closed(self, outcome: str, answer: str, by: str, now: datetime) -> "Concern":
        """Acknowledged too, if nobody had. Raises Invalid naming what is wrong, Conflict when it was closed before."""
        if self.closed_at is not None:
            raise Conflict("this concern has been closed", code="concern-closed")
        outcomes = [word.value for word in Outcome if word]
        if outcome not in outcomes:
            raise Invalid.field("outcome", f"must be one of {', '.join(outcomes)}")
        seen = self if self.acknowledged_at else self.acknowledged(by, now)
        return replace(seen, outcome=Outcome(outcome), answer=said("answer", answer), closed_at=now, closed_by=by)


def said(field: str, words: str) -> str:
    """Without blanks around them. Raises Invalid naming the field."""
    words = words.strip()
    if len(words) < _SHORTEST:
        raise Invalid.field(field, f"must say what it is about, in {_SHORTEST} characters at least")
    if len(words) > _LONGEST:
        raise Invalid.field(field, f"is longer than {_LONGEST} characters")
    return words


def checked(concern: Concern) -> Concern:
    """The concern as it may be raised. Raises Invalid naming what is wrong."""
    if concern.council_id in concern.excluded:
        raise Invalid.field("exclude", "the council that answers it cannot be left out; name another council")
    if len(concern.excluded) > _MOST_EXCLUDED:
        raise Invalid.field("exclude", f"names more than {_MOST_EXCLUDED} organisations")
    if concern.alleged and not concern.allegation:
        raise Invalid.field("alleged_professional_id", "is for an allegation against staff only")
    return replace(concern, words=said("words", concern.words))
