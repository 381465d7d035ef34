"""What an officer decides about each item of a subject access request, and on which exemption it stays out.

Data Protection Act 2018, Schedules 2 and 3. What marks who reported or a third party is removed from whatever leaves,
unless the officer says why it may stay (Schedule 2 paragraph 16: they agreed, or it is reasonable without). Serious
harm is not the officer's to judge: a health, social work or education professional says so, of late (Schedule 3 Parts 2
to 4), and a second officer looks.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from chassis.errors import Conflict, Denied, Invalid
from services.cases.domain.access.held_item import Bar, Item
from services.cases.domain.choice import choice
from services.cases.domain.days import day, months_after

_OPINION_MONTHS = 6
_SHORTEST_REASON = 10
_LONGEST = 4_000


class Outcome(StrEnum):
    DISCLOSE = "disclose"
    REDACTED = "redacted"
    """Without the words marked as identifying who reported or third parties."""
    EXEMPT = "exempt"


class Exemption(StrEnum):
    NONE = ""
    SERIOUS_HARM = "serious_harm"
    """Schedule 3 Parts 2 to 4: to her or somebody else."""
    CHILD_ABUSE = "child_abuse"
    """Schedule 3 Part 5: asked for by another, and not in her best interests."""
    THIRD_PARTY = "third_party"
    """Schedule 2 paragraph 16."""
    CRIME_PREVENTION = "crime_prevention"
    """Schedule 2 paragraph 2."""
    LEGAL_PRIVILEGE = "legal_privilege"
    """Schedule 2 paragraph 19."""


class Profession(StrEnum):
    HEALTH = "health"
    SOCIAL_WORK = "social_work"
    EDUCATION = "education"


@dataclass(frozen=True, slots=True)
class Opinion:
    """A professional's, that it would be likely to cause serious harm; `given_by` says who, by name and post."""

    given_by: str
    profession: Profession
    given_on: date
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Checked, and good for any number of items."""

    outcome: Outcome
    exemption: Exemption = Exemption.NONE
    reason: str = ""
    opinion: Opinion | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Of one item, at the version it had. `seconded_by` is who looked a second time and agreed."""

    kind: str
    item_id: str
    version: int
    verdict: Verdict
    decided_by: str
    decided_at: datetime
    seconded_by: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.item_id

    @property
    def wants_second_look(self) -> bool:
        return self.verdict.exemption is Exemption.SERIOUS_HARM and not self.seconded_by

    def stands(self, item: Item) -> bool:
        return self.version == item.version

    def seconded(self, by: str) -> "Decision":
        """Raises Denied for who decided it, Conflict where no second look is wanted."""
        if by == self.decided_by:
            raise Denied("somebody else has to look a second time at what you decided", code="own-decision")
        if not self.wants_second_look:
            raise Conflict("no second look is wanted at this", code="no-second-look")
        return replace(self, seconded_by=by)


def decided(item: Item, verdict: Verdict, by: str, now: datetime) -> Decision:
    """The decision about one item.

    Raises:
        Conflict: it is in no copy whoever decides.
        Invalid: there is nothing to remove, or nobody said why marked words may stay.
    """
    if item.barred is not Bar.NONE:
        raise Conflict("this stays out of every copy; there is nothing to decide", code="kept-back")
    if verdict.outcome is Outcome.REDACTED and not item.marked:
        raise Invalid.field("outcome", "nothing of it is marked: mark the words first that identify others")
    if verdict.outcome is Outcome.DISCLOSE and item.marked and len(verdict.reason) < _SHORTEST_REASON:
        raise Invalid.field("reason", "must say why the words that identify others may stay")
    return Decision(item.kind, item.id, item.version, verdict, by, now)


def verdict(outcome: str, exemption: str, reason: str, opinion: Opinion | None) -> Verdict:
    """Raises Invalid naming what is wrong."""
    word = choice(Outcome, "outcome", outcome)
    reason = reason.strip()
    if len(reason) > _LONGEST:
        raise Invalid.field("reason", f"is longer than {_LONGEST} characters")
    if word is not Outcome.EXEMPT:
        if exemption:
            raise Invalid.field("exemption", "is for what stays out")
        return Verdict(word, reason=reason)
    exemptions = [each for each in Exemption if each]
    if exemption not in exemptions:
        raise Invalid.field("exemption", f"must be one of {', '.join(exemptions)}")
    if len(reason) < _SHORTEST_REASON:
        raise Invalid.field("reason", "must say why the exemption applies to this")
    harm = exemption == Exemption.SERIOUS_HARM
    if harm and opinion is None:
        raise Invalid.field("opinion", "a health, social work or education professional has to say so")
    return Verdict(word, Exemption(exemption), reason, opinion if harm else None)


def opinion(given_by: str, profession: str, given_on: str, words: str, now: datetime) -> Opinion | None:
    """As it came; None where nothing did. Raises Invalid naming the field."""
    given_by, words, today = given_by.strip(), words.strip(), day(now)
    if not (given_by or profession or given_on or words):
        return None
    if profession not in set(Profession):
        raise Invalid.field("opinion.profession", f"must be one of {', '.join(Profession)}")
    try:
        on = date.fromisoformat(given_on)
    except ValueError:
        raise Invalid.field("opinion.given_on", "must be a date written YYYY-MM-DD") from None
    if on > today or months_after(on, _OPINION_MONTHS) < today:
        raise Invalid.field("opinion.given_on", f"must be within the last {_OPINION_MONTHS} months")
    if not given_by:
        raise Invalid.field("opinion.given_by", "must say whose it is")
    if not _SHORTEST_REASON <= len(words) <= _LONGEST:
        raise Invalid.field("opinion.words", f"must have {_SHORTEST_REASON} to {_LONGEST} characters")
    return Opinion(given_by, Profession(profession), on, words)
