"""A worker's round: the people she works with, herself or through teams; what changed around each since she looked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chassis.errors import Invalid
from services.cases.domain.days import day
from services.cases.domain.networks.involvement import Involvement, Status
from services.cases.domain.viewer import BROKERS, Viewer, ViewerKind

STALE = timedelta(days=14)
"""Who was not looked at for so long, while something changed, stands apart."""
SAW_ON_ROUND, SAW_OF_TEAM = "round", "team"
"""What a disclosure of this list is called: of whom she did not choose, and of whom she named a team for."""

_MORNING = timedelta(hours=7)
_MOST_TEAMS, _LONGEST_TEAM = 10, 100


@dataclass(frozen=True, slots=True)
class Round:
    """One account's at one organisation. `teams` are those she answers through, named as feeds name them.

    `since`: her first look; what was there before is no change. `told_at` is up to when the last message told,
    `told_on` the day on which it was last asked whether there is something to tell, `message_id` a message on its way.
    """

    account_id: str
    organisation_id: str
    professional_id: str
    since: datetime
    teams: frozenset[str] = frozenset()
    daily: bool = True
    told_at: datetime | None = None
    told_on: date | None = None
    message_id: str = ""

    @property
    def viewer(self) -> Viewer:
        """Whoever she is at the least: the timer has no token, so no role of hers opens anything to it."""
        return Viewer(ViewerKind.WORKER, self.account_id, self.organisation_id, "", self.professional_id)

    @property
    def told_up_to(self) -> datetime:
        return max(self.since, self.told_at or self.since)

    def goes_to(self, around: Iterable[Involvement], today: date) -> bool:
        """Whether one of these involvements is hers now."""
        return any(
            one.organisation_id == self.organisation_id
            and one.confirmed
            and one.status(today) is Status.CURRENT
            and ((one.professional_id != "" and one.professional_id == self.professional_id) or one.team in self.teams)
            for one in around
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """How many of each the worker may know of: who joined, who left, concerns raised, shares given or ended."""

    joined: int = 0
    left: int = 0
    concerns: int = 0
    shares: int = 0

    def __bool__(self) -> bool:
        return bool(self.joined or self.left or self.concerns or self.shares)


@dataclass(frozen=True, slots=True)
class OnRound:
    """`looked_at` is None for whom she has not looked at yet; `named`: she herself is named with them.

    `list_overdue`: a delivery of a feed that she sees something of is, so who joined or left may not be known.
    """

    person_id: str
    looked_at: datetime | None
    changes: Changes
    named: bool
    list_overdue: bool = False

    def seen_by(self, viewer: Viewer) -> str:
        """What the disclosure is called. A duty desk and managers answer for every team; whoever else names one has
        chosen its people, as in a list of cases.
        """
        return SAW_ON_ROUND if self.named or viewer.role in BROKERS else SAW_OF_TEAM

    def stale(self, now: datetime) -> bool:
        return bool(self.changes) and (self.looked_at is None or now - self.looked_at >= STALE)


def telling_day(now: datetime) -> date:
    """The day of a daily message begins at seven in the morning: when it comes tells nothing of when it happened."""
    return day(now - _MORNING)


def teams_of(names: Collection[str]) -> frozenset[str]:
    """Raises Invalid."""
    teams = frozenset(name.strip() for name in names) - {""}
    if len(teams) > _MOST_TEAMS or any(len(team) > _LONGEST_TEAM for team in teams):
        raise Invalid.field("teams", f"must be at most {_MOST_TEAMS}, of {_LONGEST_TEAM} characters each")
    return teams


def fresh(viewer: Viewer, now: datetime) -> Round:
    """Of a worker who looks for the first time."""
    return Round(viewer.subject, viewer.organisation_id, viewer.professional_id, now)
