"""A subject access request: a copy of what one organisation holds about a person (UK GDPR Article 15).

open ──an officer takes it up, decides each item, has a second look where harm is feared──▶ ready ──30 days──▶ expired
 └──what she has to say or show is awaited: the clock stands still──▲

The search is reasonable and proportionate (Article 15(1A)): all that Kith holds for the organisation about the person.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Denied, Invalid
from services.cases.domain.access.clock import Clock, Move, clock
from services.cases.domain.classes import DataClass
from services.cases.domain.days import day, plain
from services.cases.domain.escalation import Escalation

MOST_OPEN = 3
"""Of one person towards one organisation, made the same way."""
FURTHER_AFTER = timedelta(days=7)
"""How long the guardian has, before it is the data protection officer's."""
COPY_DAYS = timedelta(days=30)
"""How long a copy can be fetched."""
_LONGEST_PAST = timedelta(days=366)


class Way(StrEnum):
    """How it was asked for."""

    ONLINE = "online"
    SPOKEN = "spoken"
    LETTER = "letter"


class AccessState(StrEnum):
    OPEN = "open"
    STOPPED = "stopped"
    OVERDUE = "overdue"
    READY = "ready"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """`wanted` is what she asked for in her words, empty for all. `made_by` is whose hand it was. With a `mandate_id`
    somebody with authority asked for her, and `reach` are the data classes it reaches; empty where she asked herself.
    `parts` are how many pieces the copy has.
    """

    id: str
    person_id: str
    organisation_id: str
    way: Way
    wanted: str
    asked_on: date
    made_by: str
    made_at: datetime
    mandate_id: str = ""
    reach: frozenset[DataClass] = frozenset()
    moves: tuple[Move, ...] = ()
    officer_id: str = ""
    released_at: datetime | None = None
    parts: int = 0
    escalated: Escalation = field(default=Escalation.NONE)

    @property
    def clock(self) -> Clock:
        return clock(self.asked_on, self.moves)

    @property
    def copy_until(self) -> date | None:
        """The last day on which the copy can be fetched."""
        return day(self.released_at) + COPY_DAYS if self.released_at else None

    @property
    def due_on(self) -> date | None:
        """While it is to be answered and the clock runs."""
        return None if self.released_at else self.clock.due_on

    def state(self, today: date) -> AccessState:
        if self.copy_until:
            return AccessState.READY if today <= self.copy_until else AccessState.EXPIRED
        now = self.clock
        if now.stopped:
            return AccessState.STOPPED
        return AccessState.OVERDUE if now.overdue(today) else AccessState.OPEN

    def said(self, today: date) -> str:
        """To her, in plain words."""
        if self.copy_until is None:
            return self.clock.said(today)
        if today <= self.copy_until:
            return f"The copy is here until {plain(self.copy_until)}."
        return "The copy has been taken away. You may ask again."

    def overdue(self, today: date) -> Escalation:
        """How far it has to be taken by now."""
        if self.due_on is None or today <= self.due_on:
            return Escalation.NONE
        return Escalation.DPO if today > self.due_on + FURTHER_AFTER else Escalation.GUARDIAN

    def must_wait(self) -> None:
        """Raises Conflict once the copy was released."""
        if self.released_at:
            raise Conflict("this request was answered before", code="already-answered")

    def must_have_two(self, account: str) -> None:
        """Whoever recorded it has no hand in it before another officer prepares it: else one person could write a
        letter, open all that is held, and take the copy. Raises Denied.
        """
        if account == self.made_by and self.officer_id in ("", account):
            raise _recorded_it()

    def taken_up(self, officer_id: str) -> "AccessRequest":
        """By a named officer, or over by another. Raises Conflict, Denied to whoever recorded it."""
        self.must_wait()
        if officer_id == self.made_by:
            raise _recorded_it()
        return replace(self, officer_id=officer_id)

    def must_be_prepared_by(self, account: str) -> None:
        """Raises Denied for anybody but the officer it names, Conflict once the copy was released."""
        self.must_wait()
        if account != self.officer_id:
            raise Denied("take the request up first: one named officer prepares it", code="not-the-officer")


def _recorded_it() -> Denied:
    return Denied(
        "you recorded this request: another guardian or data protection officer takes it up and answers it",
        code="own-recording",
    )


def asked_on(text: str, today: date) -> date:
    """The day on which it came. Raises Invalid."""
    try:
        value = date.fromisoformat(text)
    except ValueError:
        raise Invalid.field("asked_on", "must be a date written YYYY-MM-DD") from None
    if not today - _LONGEST_PAST <= value <= today:
        raise Invalid.field("asked_on", "must be today, or a day of the last year")
    return value


def way(word: str) -> Way:
    """Of a request that a worker records. Raises Invalid."""
    if word not in (Way.SPOKEN, Way.LETTER):
        raise Invalid.field("way", "must be one of spoken, letter")
    return Way(word)
