"""Who may say yes: the person herself where she is able to decide this, or somebody with authority, within its kind.

Able is a matter of the decision and the day, never of age alone. From 16 (Scotland: 12) it is presumed (Family Law
Reform Act 1969 section 8; Mental Capacity Act 2005 section 1(2); Data Protection Act 2018 section 208); below, somebody
assessed it for this decision (Gillick v West Norfolk [1986] AC 112), and may have found the opposite at any age.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Denied, Invalid
from services.cases.domain.classes import CHILD_CONFIDENTIAL, DataClass, listed

LONGEST_ASSESSMENT = timedelta(days=28)
"""How old an assessment may be when it is brought: ability is judged for now, and again."""
_GROWN = 18
_ASSESSED_FROM = 12
"""From here on a child may well understand what it means to ask for her own information (ICO, children's rights)."""


class Authority(StrEnum):
    SELF = "self"
    PARENT = "parental_responsibility"
    HEALTH_ATTORNEY = "health_attorney"
    FINANCE_ATTORNEY = "finance_attorney"
    DEPUTY = "deputy"


# Mental Capacity Act 2005 sections 11(7)(a) and 20(1): only what she cannot decide herself.
_ONLY_WHILE_UNABLE = frozenset({Authority.HEALTH_ATTORNEY, Authority.DEPUTY})


class Outcome(StrEnum):
    ABLE = "able"
    UNABLE = "unable"


@dataclass(frozen=True, slots=True)
class Competence:
    """That somebody found her able, or not, to decide this: on which day, who."""

    outcome: Outcome
    assessed_on: date
    assessor: str


@dataclass(frozen=True, slots=True)
class Mandate:
    """What identity says today of authority to act for somebody; never kept. `reach` are the data classes it opens
    now, `found` the assessments it rests on.
    """

    id: str
    account_id: str
    proxy_id: str
    kind: str
    reach: frozenset[str]
    found: tuple[Competence, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """Of the person, about one decision. `evidence` is all that was ever found of her ability to make it; `refuses`
    where she said no and has not said yes since.
    """

    born_on: date
    nation: str
    today: date
    died: bool = False
    evidence: tuple[Competence, ...] = ()
    refuses: bool = False

    @property
    def presumed_from(self) -> date:
        return birthday(self.born_on, 12 if self.nation == "Scotland" else 16)

    def able(self, also: Iterable[Competence] = ()) -> bool:
        """The newest finding says it, else the presumption. Two of one day: that she is able."""
        found = (*self.evidence, *also)
        newest = max(found, key=lambda each: (each.assessed_on, each.outcome is Outcome.ABLE), default=None)
        return newest.outcome is Outcome.ABLE if newest else self.today >= self.presumed_from


def must_be_alive(situation: Situation) -> None:
    """Raises Conflict."""
    if situation.died:
        raise Conflict("this person has died: nobody consents for them any more", code="person-died")


def consents_herself(situation: Situation) -> None:
    """Raises Conflict once she has died, Invalid where she is not known to be able to decide this."""
    must_be_alive(situation)
    if situation.able():
        return
    found = "she was found unable to decide this" if situation.evidence else "at her age somebody assesses it first"
    raise Invalid.field("competence", f"{found}: say who assessed her for this decision, and when")


def consents_for_her(
    mandate: Mandate, classes: frozenset[DataClass], expires_on: date, situation: Situation
) -> Authority:
    """The authority that carries it.

    Raises:
        Conflict: the person has died.
        Invalid: the authority does not reach so far; names the field.
        Denied: she decides this herself, or refuses.
    """
    must_be_alive(situation)
    if mandate.kind not in set(Authority) - {Authority.SELF}:
        raise Invalid.field("mandate_id", "this kind of authority does not consent for anybody")
    authority = Authority(mandate.kind)
    if beyond := {each for each in classes if each not in mandate.reach}:
        raise Invalid.field("data_classes", f"the authority does not reach {listed(beyond)}")
    able = situation.able(mandate.found)
    if able and situation.refuses:
        raise Denied("she is able to decide this, and refuses", code="she-refuses")
    grown = situation.today >= situation.presumed_from
    if able and (authority in _ONLY_WHILE_UNABLE or (authority is Authority.PARENT and grown)):
        raise Denied("she decides this herself: nobody was found to decide it for her", code="she-decides")
    if authority is Authority.PARENT:
        asked_again = birthday(situation.born_on, _GROWN) if grown else situation.presumed_from
        if expires_on >= asked_again:
            raise Invalid.field("expires_on", "must end before the day from which she is asked herself")
    return authority


def asks_for_her(mandate: Mandate, kept: frozenset[DataClass], situation: Situation) -> frozenset[DataClass]:
    """The data classes about which somebody with authority may ask in her stead. The right is hers: whoever is able to
    ask is not asked for. `kept` is what she keeps from whoever acts for her.

    Raises:
        Conflict: the person has died.
        Invalid: the authority does not ask for anybody, or reaches nothing; or nobody assessed a child of 12 or more.
        Denied: she asks for this herself.
    """
    must_be_alive(situation)
    if mandate.kind not in set(Authority) - {Authority.SELF}:
        raise Invalid.field("mandate_id", "this kind of authority does not ask for anybody")
    authority, beyond = Authority(mandate.kind), {DataClass.PROTECTED_ADDRESS}
    if authority is Authority.PARENT:
        beyond |= CHILD_CONFIDENTIAL
        child = situation.today < situation.presumed_from
        if child and not situation.evidence and situation.today >= birthday(situation.born_on, _ASSESSED_FROM):
            raise Invalid.field("competence", "at her age somebody assesses first whether she asks herself")
    if authority is not Authority.FINANCE_ATTORNEY and situation.able(mandate.found):
        raise Denied("she asks for this herself: nobody was found to decide it for her", code="she-decides")
    reached = frozenset(word for word in DataClass if word in mandate.reach) - beyond - kept
    if not reached:
        raise Invalid.field("mandate_id", "gives no authority today")
    return reached


def competence(outcome: str, assessed_on: str, assessor: str, today: date) -> Competence | None:
    """As it came; None where nothing did. Raises Invalid naming the field."""
    if not (outcome or assessed_on or assessor.strip()):
        return None
    if outcome not in set(Outcome):
        raise Invalid.field("competence.outcome", f"must be one of {', '.join(Outcome)}")
    try:
        on = date.fromisoformat(assessed_on)
    except ValueError:
        raise Invalid.field("competence.assessed_on", "must be a date written YYYY-MM-DD") from None
    if not today - LONGEST_ASSESSMENT <= on <= today:
        wrong = f"must be within the last {LONGEST_ASSESSMENT.days} days: this is judged for now"
        raise Invalid.field("competence.assessed_on", wrong)
    if not assessor.strip():
        raise Invalid.field("competence.assessor", "must say who assessed it")
    return Competence(Outcome(outcome), on, assessor.strip())


def birthday(born_on: date, age: int) -> date:
    """The day of reaching an age; 1 March where born on 29 February."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)
