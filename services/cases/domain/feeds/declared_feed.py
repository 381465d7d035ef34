"""A system an agency's caseload comes from, as the agency declares it, and the roll of a whole delivery of it."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.errors import Invalid

LONGEST_NAME, _LONGEST_COVERAGE = 100, 300
_MOST_DAYS, _OLDEST, _MOST_MONTHS, _MOST_STATUSES = 366, 120, 1200, 20
_NO_WORD = re.compile(r"[^a-z0-9]+")
LONGEST_STATUS = 40


class FeedKind(StrEnum):
    UNDECLARED = ""
    ADULT_SOCIAL_CARE = "adult_social_care"
    CHILDREN_SOCIAL_CARE = "children_social_care"
    HOUSING = "housing"
    EDUCATION = "education"
    NHS_COMMUNITY = "nhs_community"
    POLICE = "police"
    PROBATION = "probation"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a feed is shown to others than the organisation itself: people of which ages (whole years, both
    included), entries in which `statuses` (none: all), and for how many months after an involvement's last day (None:
    as long as it is kept).
    """

    age_from: int | None = None
    age_to: int | None = None
    statuses: frozenset[str] = frozenset()
    months_after_closing: int | None = None


@dataclass(frozen=True, slots=True)
class DeclaredFeed:
    """`coverage` is in words, "" while nobody has said; `every_days` is 0 then. `may_shrink` is in percent.

    One that came undeclared is taken narrowly: nothing of it is shown once it is over, and few may leave it at once.
    """

    organisation_id: str
    name: str
    kind: FeedKind = FeedKind.UNDECLARED
    coverage: str = ""
    every_days: int = 0
    may_shrink: int = 5
    shown: Shown = field(default_factory=lambda: Shown(months_after_closing=0))
    shielded: bool = False
    as_of: date | None = None

    def silent_since(self, today: date) -> date | None:
        return silent_since(self.as_of, self.every_days, today)


@dataclass(frozen=True, slots=True)
class FeedAround:
    """One that an organisation may rely on, its own or a partner's."""

    organisation_name: str
    feed: DeclaredFeed


def silent_since(as_of: date | None, every_days: int, today: date) -> date | None:
    """The day a delivery was due, once it is past."""
    due = as_of + timedelta(days=every_days) if as_of and every_days else None
    return due if due and due < today else None


def declared(feed: DeclaredFeed) -> DeclaredFeed:
    """The feed, if it may be declared so. Raises Invalid naming what is wrong."""
    if not 0 < len(feed.name) <= LONGEST_NAME:
        raise Invalid.field("name", f"must be given, in at most {LONGEST_NAME} characters")
    if feed.kind is FeedKind.UNDECLARED:
        raise Invalid.field("kind", "must say which kind of system it comes from")
    if not 0 < len(feed.coverage) <= _LONGEST_COVERAGE:
        raise Invalid.field("coverage", f"must say whom it holds, in at most {_LONGEST_COVERAGE} characters")
    if not 1 <= feed.every_days <= _MOST_DAYS:
        raise Invalid.field("every_days", f"must be from 1 to {_MOST_DAYS}")
    if not 0 <= feed.may_shrink <= 100:
        raise Invalid.field("may_shrink", "must be a percentage, from 0 to 100")
    youngest, oldest = feed.shown.age_from or 0, feed.shown.age_to
    if youngest < 0 or not youngest <= (_OLDEST if oldest is None else oldest) <= _OLDEST:
        raise Invalid.field("shown.age_from", f"and age_to must be whole years up to {_OLDEST}, the first not later")
    if not 0 <= (feed.shown.months_after_closing or 0) <= _MOST_MONTHS:
        raise Invalid.field("shown.months_after_closing", f"must be from 0 to {_MOST_MONTHS}")
    if len(feed.shown.statuses) > _MOST_STATUSES or "" in feed.shown.statuses:
        raise Invalid.field("shown.statuses", f"must be at most {_MOST_STATUSES} words")
    return feed


def delivered(feed: str, as_of: date, today: date) -> None:
    """Raises Invalid for a delivery without its feed's name, or of a day to come."""
    if not 0 < len(feed) <= LONGEST_NAME:
        raise Invalid.field("feed", f"must have a name of at most {LONGEST_NAME} characters")
    if as_of > today:
        raise Invalid.field("as_of", "must not be in the future")


def status_word(text: str) -> str:
    """A source system's word in one spelling: "In Assessment" is "in-assessment"."""
    return _NO_WORD.sub("-", text.casefold()).strip("-")[:LONGEST_STATUS]


class RollState(StrEnum):
    OPEN = "open"
    HELD = "held"
    """It would end too many: a manager has to look."""
    ENDING = "ending"
    TAKEN = "taken"
    REFUSED = "refused"
    REPLACED = "replaced"


NO_ROLL = "there is no such roll of your organisation's"
UNDECIDED = frozenset({RollState.OPEN, RollState.HELD})


@dataclass(frozen=True, slots=True)
class Roll:
    """Names everybody in a whole delivery of a feed, `entries` of them. `current` and `missing`: once it was checked,
    how many involvements of the feed were current, and how many of those of nobody on the roll.
    """

    id: str
    organisation_id: str
    feed: str
    as_of: date
    entries: int
    begun_at: datetime
    state: RollState = RollState.OPEN
    current: int = 0
    missing: int = 0

    def too_many(self, may_shrink: int) -> bool:
        return self.missing * 100 > may_shrink * self.current

    @property
    def last_day(self) -> date:
        """Of those who are not on it: they were not there any more on the day of the delivery."""
        return self.as_of - timedelta(days=1)
