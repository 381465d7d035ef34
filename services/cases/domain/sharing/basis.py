"""The recorded lawful basis of a share, and which organisation may rely on which, for what, when and where.

UK GDPR Articles 6, 9 and 10; Data Protection Act 2018 Schedule 1; Children Act 2004 section 16LA. What the police and
probation share for law enforcement (Part 3 of the 2018 Act) is a regime of its own, and refused here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from chassis.errors import Invalid
from services.cases.domain.classes import CRIMINAL, SPECIAL, DataClass, listed
from services.cases.domain.purposes import SAFEGUARDING, Purpose

ONE_OFF_LONGEST = timedelta(days=90)
"""How long a share without an agreement may last before somebody must look again."""

RECOGNISED_FROM = date(2026, 2, 5)
"""Article 6(1)(ea), added by the Data (Use and Access) Act 2025, in force."""

PUBLIC = frozenset({"council", "nhs_trust", "gp_practice", "school", "police", "probation", "regulator"})
CARE = frozenset({"council", "nhs_trust", "gp_practice"})
OFFICIAL = frozenset({"police", "probation"})
# Those that section 16LA(2) lists, as far as the directory tells them apart.
BOUND_BY_16LA = PUBLIC - {"regulator"}
_SHORTEST_REASON = 10


class BasisKind(StrEnum):
    CONSENT = "consent"
    PUBLIC_TASK = "public_task"
    LEGAL_OBLIGATION = "legal_obligation"
    LEGAL_DUTY_16LA = "legal_duty_16LA"
    VITAL_INTERESTS = "vital_interests"
    RECOGNISED_LEGITIMATE_INTEREST = "recognised_legitimate_interest"

    @property
    def words(self) -> str:
        """`consent`, `a public task`, to stand in a sentence."""
        return _WORDS[self]


_WORDS = {
    BasisKind.CONSENT: "consent",
    BasisKind.PUBLIC_TASK: "a public task",
    BasisKind.LEGAL_OBLIGATION: "a legal obligation",
    BasisKind.LEGAL_DUTY_16LA: "the legal duty to share to protect children",
    BasisKind.VITAL_INTERESTS: "protecting somebody's life",
    BasisKind.RECOGNISED_LEGITIMATE_INTEREST: "a recognised legitimate interest",
}


class Condition(StrEnum):
    """Under which special categories may leave (Article 9(2); DPA 2018 Schedule 1)."""

    NONE = ""
    EXPLICIT_CONSENT = "9_2_a"
    VITAL = "9_2_c"
    CARE = "9_2_h"
    STATUTORY = "sch1_6"
    SAFEGUARDING = "sch1_18"


class Para18(StrEnum):
    """Why safeguarding goes without consent (Schedule 1 paragraph 18(2))."""

    NONE = ""
    CANNOT_CONSENT = "cannot_consent"
    CANNOT_REASONABLY_OBTAIN = "cannot_reasonably_obtain"
    WOULD_PREJUDICE = "would_prejudice"


@dataclass(frozen=True, slots=True)
class Basis:
    """`reason` is the law and why it applies, in plain words. A person not `informed` is not shown the share."""

    kind: BasisKind
    consent_id: str = ""
    condition: Condition = Condition.NONE
    reason: str = ""
    para_18: Para18 = Para18.NONE
    informed: bool = True
    not_informed_reason: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Of the share: who gives it (the directory's words for kind and nation), what, why, on which day."""

    kind: str
    nation: str
    data_classes: frozenset[DataClass]
    purpose: Purpose
    today: date
    duty_16la_from: date | None


def checked(basis: Basis, share: Circumstances) -> Basis:
    """The basis, if the law lets this organisation rely on it for this. Raises Invalid naming the field and the
    rule.
    """
    if share.kind in OFFICIAL and share.purpose is Purpose.CRIME_PREVENTION:
        raise Invalid.field(
            "purpose", "law enforcement is shared under Part 3 of the Data Protection Act 2018, outside Kith"
        )
    if wrong := _KINDS[basis.kind](share):
        raise Invalid.field("basis.kind", wrong)
    if basis.kind is not BasisKind.CONSENT:
        _words("basis.reason", basis.reason, "must say which law applies and why")
        if not basis.informed:
            _words("basis.not_informed_reason", basis.not_informed_reason, "must say why the person was not told")
    _special(basis, share)
    _criminal(basis, share)
    if DataClass.PROTECTED_ADDRESS in share.data_classes and basis.kind is not BasisKind.CONSENT:
        raise Invalid.field("data_classes", "a protected address leaves with the person's consent only")
    return basis


def one_off(kind: BasisKind, purpose: Purpose) -> bool:
    """Whether a share on this basis may stand without an agreement, for a while."""
    return kind not in _ROUTINE or purpose in SAFEGUARDING


_ROUTINE = frozenset({BasisKind.PUBLIC_TASK, BasisKind.RECOGNISED_LEGITIMATE_INTEREST})


def _public_task(share: Circumstances) -> str:
    return "" if share.kind in PUBLIC else "only a public body may rely on a public task"


def _duty_16la(share: Circumstances) -> str:
    if share.nation != "England":
        return "section 16LA of the Children Act 2004 applies in England only"
    if share.duty_16la_from is None or share.today < share.duty_16la_from:
        return "section 16LA of the Children Act 2004 is not in force"
    if share.kind not in BOUND_BY_16LA:
        return "section 16LA of the Children Act 2004 does not name your kind of organisation"
    return "" if share.purpose is Purpose.SAFEGUARDING_CHILD else "section 16LA is about safeguarding children only"


def _recognised(share: Circumstances) -> str:
    if share.kind in PUBLIC:
        return "a public body may not rely on a recognised legitimate interest for its tasks (Article 6(1)(ea))"
    if share.today < RECOGNISED_FROM:
        return "recognised legitimate interests are not in force"
    return "" if share.purpose in _RECOGNISED else "no recognised legitimate interest covers that purpose"


_RECOGNISED = SAFEGUARDING | {Purpose.CRIME_PREVENTION}


def _anybody(_share: Circumstances) -> str:
    return ""


_KINDS: dict[BasisKind, Callable[[Circumstances], str]] = {
    BasisKind.CONSENT: _anybody,
    BasisKind.PUBLIC_TASK: _public_task,
    BasisKind.LEGAL_OBLIGATION: _anybody,
    BasisKind.LEGAL_DUTY_16LA: _duty_16la,
    BasisKind.VITAL_INTERESTS: _anybody,
    BasisKind.RECOGNISED_LEGITIMATE_INTEREST: _recognised,
}


def _special(basis: Basis, share: Circumstances) -> None:
    special = share.data_classes & SPECIAL
    if not special:
        return
    # A consent here names recipients, classes and purpose: it is explicit, and is its own condition.
    if basis.kind is BasisKind.CONSENT and basis.condition in (Condition.NONE, Condition.EXPLICIT_CONSENT):
        return
    if wrong := _condition(basis, share):
        raise Invalid.field("basis.condition", f"{listed(special)}: {wrong}")
    if basis.condition is Condition.SAFEGUARDING and basis.para_18 is Para18.NONE:
        raise Invalid.field("basis.para_18_reason", f"must be one of {', '.join(filter(None, Para18))}")


def _condition(basis: Basis, share: Circumstances) -> str:
    match basis.condition:
        case Condition.NONE:
            return "special categories need a condition of Article 9"
        case Condition.EXPLICIT_CONSENT:
            return "explicit consent (Article 9(2)(a)) goes with consent only"
        case Condition.VITAL:
            return "" if basis.kind is BasisKind.VITAL_INTERESTS else "Article 9(2)(c) goes with vital interests only"
        case Condition.CARE:
            fits = share.kind in CARE and share.purpose in (Purpose.DIRECT_CARE, Purpose.SERVICE_DELIVERY)
            return "" if fits else "Article 9(2)(h) is for health and social care by those who provide it"
        case Condition.STATUTORY:
            return "" if share.kind in PUBLIC else "Schedule 1 paragraph 6 is for public bodies"
        case Condition.SAFEGUARDING:
            return "" if share.purpose in SAFEGUARDING else "Schedule 1 paragraph 18 is for safeguarding only"


def _criminal(basis: Basis, share: Circumstances) -> None:
    if not share.data_classes & CRIMINAL or share.kind in OFFICIAL or basis.kind is BasisKind.CONSENT:
        return
    if basis.condition not in (Condition.STATUTORY, Condition.SAFEGUARDING):
        raise Invalid.field(
            "basis.condition", "offences: needs official authority or a Schedule 1 condition (Article 10)"
        )
    if wrong := _condition(basis, share):
        raise Invalid.field("basis.condition", f"offences: {wrong}")
    if basis.condition is Condition.SAFEGUARDING and basis.para_18 is Para18.NONE:
        raise Invalid.field("basis.para_18_reason", f"must be one of {', '.join(filter(None, Para18))}")


def _words(field: str, text: str, wanted: str) -> None:
    if len(text.strip()) < _SHORTEST_REASON:
        raise Invalid.field(field, wanted)
