"""A mandate: authority to act for somebody else. Dated, evidenced, bounded by kind of information, revocable.

A mandate says how far a proxy reaches on a day; nothing else decides it. What is over, suspended, not yet begun or
without the assessment it needs reaches nothing, and nothing tells these apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from chassis.errors import FieldError, Invalid

Kind = Literal["parental_responsibility", "health_attorney", "finance_attorney", "deputy", "advocate", "carer"]
KINDS = frozenset[str](get_args(Kind))
LONGEST_ASSESSMENT = timedelta(days=28)
_LONDON = ZoneInfo("Europe/London")

# A protected address is in none of these: no proxy reaches it, whatever the paper says.
_CLASSES = frozenset(
    (
        *("identity", "contact", "family", "education", "housing", "social_care", "health", "mental_health"),
        *("sexual_health", "substance_use", "risk", "finance", "offences"),
    )
)
_CHILD_CONFIDENTIAL = frozenset({"mental_health", "sexual_health", "substance_use"})

# What each decision about which somebody may lack capacity (Mental Capacity Act 2005 section 2) opens.
DECISIONS: Mapping[str, frozenset[str]] = {
    "medical_treatment": frozenset({"health", "mental_health", "sexual_health", "substance_use"}),
    "care_and_support": frozenset({"social_care", "health", "risk"}),
    "where_to_live": frozenset({"housing", "social_care"}),
    "contact_with_others": frozenset({"contact", "family"}),
    "money": frozenset({"finance"}),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What a kind allows and demands.

    `reach`: the data classes it can ever open. `registered`: it has a number in a public register or on a court's
    order. `assessed`: it opens only what a current assessment of incapacity is about. `chosen`: the resident names
    and ends it herself. `until_adult`: asked again at 16, over at 18. `longest`: None where it has no end of its own.
    """

    reach: frozenset[str]
    registered: bool = False
    assessed: bool = False
    chosen: bool = False
    until_adult: bool = False
    longest: timedelta | None = None


RULES: Mapping[Kind, Rules] = {
    # Children Act 1989 section 3; what a young person tells a doctor in confidence is not a parent's (Gillick).
    "parental_responsibility": Rules(_CLASSES - _CHILD_CONFIDENTIAL - {"offences"}, until_adult=True),
    # Mental Capacity Act 2005 sections 9(2)(b) and 11(7)(a): registered, and only while she cannot decide herself.
    "health_attorney": Rules(_CLASSES - {"finance", "offences"}, registered=True, assessed=True),
    "finance_attorney": Rules(frozenset({"finance"}), registered=True),
    # Section 20(1): a deputy decides nothing that she can decide herself.
    "deputy": Rules(_CLASSES - {"offences"}, registered=True, assessed=True),
    # Care Act 2014 section 67.
    "advocate": Rules(frozenset({"contact", "housing", "social_care", "health"}), longest=timedelta(days=366)),
    "carer": Rules(_CLASSES - {"offences"}, chosen=True, longest=timedelta(days=2 * 366)),
}


@dataclass(frozen=True, slots=True)
class Assessment:
    """Somebody was found unable to make one decision, on a day, by a named assessor; it holds for 28 days at most."""

    decision: str
    assessed_on: date
    until: date
    assessor: str
    recorded_by: str

    def current(self, today: date) -> bool:
        return self.assessed_on <= today <= self.until


@dataclass(frozen=True, slots=True)
class Mandate:
    """`account_id` is whom it is about, `proxy_id` who may act. Dates are days in London, both ends included.

    `document` and `number`: what was seen, and its number in the register or on the order. `organisation_id` is the
    officer's who recorded it, empty where the resident did. `stopped_at`: the resident's own stop of what only an
    officer can end. `asked_again_on`: the day the young person was asked again. `born_on`, `document`, `number`,
    `suspended_because` and `assessments` are personal: the store seals them.
    """

    id: str
    account_id: str
    proxy_id: str
    kind: Kind
    data_classes: frozenset[str]
    starts_on: date
    ends_on: date | None
    recorded_by: str
    organisation_id: str
    recorded_at: datetime
    document: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    born_on: date | None = field(default=None, repr=False)
    asked_again_on: date | None = None
    assessments: tuple[Assessment, ...] = field(default=(), repr=False)
    stopped_at: datetime | None = None
    suspended_at: datetime | None = None
    suspended_because: str = field(default="", repr=False)
    ended_at: datetime | None = None

    @property
    def rules(self) -> Rules:
        return RULES[self.kind]

    def ended_by_her(self, today: date) -> bool:
        """Whether the resident's own word ends it for good; otherwise it only stops until an officer has looked.

        What she chose, always; a parent's from 16, when she is presumed to decide for herself.
        """
        grown = self.born_on is not None and today >= birthday(self.born_on, 16)
        return self.rules.chosen or (self.rules.until_adult and grown)


def reach(mandate: Mandate, today: date) -> frozenset[str]:
    """The data classes the proxy may act on today; empty means no authority at all."""
    if mandate.ended_at or mandate.stopped_at or mandate.suspended_at or not _in_force(mandate, today):
        return frozenset()
    classes = mandate.data_classes & mandate.rules.reach
    if mandate.rules.assessed:
        current = (DECISIONS[each.decision] for each in mandate.assessments if each.current(today))
        classes &= frozenset[str]().union(*current)
    return classes


def _in_force(mandate: Mandate, today: date) -> bool:
    if today < mandate.starts_on or (mandate.ends_on is not None and today > mandate.ends_on):
        return False
    if not mandate.rules.until_adult:
        return True
    if mandate.born_on is None or today >= birthday(mandate.born_on, 18):
        return False
    sixteen = birthday(mandate.born_on, 16)
    return today < sixteen or (mandate.asked_again_on is not None and mandate.asked_again_on >= sixteen)


def birthday(born_on: date, age: int) -> date:
    """The day of reaching an age (Family Law Reform Act 1969 section 9); 1 March where born on 29 February."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def london_day(now: datetime) -> date:
    return now.astimezone(_LONDON).date()


def check_mandate(mandate: Mandate, today: date) -> None:
    """Whether it may be recorded as it stands. Raises Invalid, naming every field."""
    rules, wrong = mandate.rules, list[FieldError]()
    if not mandate.data_classes or mandate.data_classes - rules.reach:
        wrong.append(FieldError("data_classes", f"choose from {', '.join(sorted(rules.reach))}"))
    if mandate.account_id == mandate.proxy_id:
        wrong.append(FieldError("proxy_id", "nobody needs authority to act for themselves"))
    if mandate.ends_on is not None and mandate.ends_on < max(mandate.starts_on, today):
        wrong.append(FieldError("ends_on", "must not lie in the past, nor before it starts"))
    if rules.longest and (mandate.ends_on is None or mandate.ends_on - mandate.starts_on > rules.longest):
        wrong.append(FieldError("ends_on", f"give a last day, at most {rules.longest.days} days after the first"))
    if rules.registered and len(mandate.number) < 4:
        wrong.append(FieldError("number", "give the number in the register or on the order"))
    if not rules.chosen and not mandate.document:
        wrong.append(FieldError("document", "say which document was seen"))
    if rules.until_adult and (mandate.born_on is None or not mandate.born_on <= today < birthday(mandate.born_on, 18)):
        wrong.append(FieldError("born_on", "give the child's date of birth; this ends at 18"))
    if wrong:
        raise Invalid("some answers need another look", fields=wrong)


def check_assessment(mandate: Mandate, assessment: Assessment, today: date) -> None:
    """Raises Invalid, naming the field."""
    if not mandate.rules.assessed:
        raise Invalid.field("decision", "this kind of authority rests on no assessment")
    if assessment.decision not in DECISIONS:
        raise Invalid.field("decision", f"must be one of {', '.join(DECISIONS)}")
    if assessment.assessed_on > today:
        raise Invalid.field("assessed_on", "must not lie in the future")
    if not assessment.assessed_on <= assessment.until <= assessment.assessed_on + LONGEST_ASSESSMENT:
        raise Invalid.field("until", f"at most {LONGEST_ASSESSMENT.days} days: capacity is judged for now, and again")
    if not assessment.assessor:
        raise Invalid.field("assessor", "say who assessed it")
