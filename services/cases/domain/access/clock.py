"""How long an organisation has to answer a subject access request: UK GDPR Articles 12 and 12A (as the Data (Use and
Access) Act 2025 section 76 put it, in force from 5 February 2026).

A month from the day it came, or from the day she showed who she is where that had to be asked. The days from a question
about what she means to her answer, both of them, do not count. Within the first month it may be made two months longer,
with reasons told to her. The last day is the one with the same number, or that month's last; where it falls on a day
off it stays, to her advantage.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Invalid
from services.cases.domain.choice import choice
from services.cases.domain.days import months_after, plain

RECORDED_WITHIN = timedelta(days=7)
"""How long after its day a step may still be recorded: a letter takes that long to be opened."""
_FURTHER_MONTHS = 2
_LONGEST = 4_000
_SHORTEST_REASON = 10
_DAY = timedelta(days=1)


class Step(StrEnum):
    IDENTITY_AWAITED = "identity_awaited"
    """She is asked to show who she is (Article 12(6))."""
    IDENTITY_SHOWN = "identity_shown"
    CLARIFICATION_AWAITED = "clarification_awaited"
    """She is asked which information or processing she means."""
    CLARIFIED = "clarified"
    EXTENDED = "extended"
    """She is told that it takes two months longer, and why."""


_ANSWERED_BY = {Step.IDENTITY_AWAITED: Step.IDENTITY_SHOWN, Step.CLARIFICATION_AWAITED: Step.CLARIFIED}
_ASKED_BY = {answer: question for question, answer in _ANSWERED_BY.items()}


@dataclass(frozen=True, slots=True)
class Move:
    """A step that happened `on` a day, and when and by whom it was recorded. `words` are what she was told."""

    step: Step
    on: date
    recorded_at: datetime
    by: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """`due_on` is the last day for the answer, None while the clock is `stopped` by what is awaited; `first_due_on` is
    the last day on which it may still be extended.
    """

    due_on: date | None
    first_due_on: date | None
    stopped: tuple[Step, ...] = ()
    extended: bool = False

    def overdue(self, today: date) -> bool:
        return self.due_on is not None and today > self.due_on

    def said(self, today: date) -> str:
        """To her, in plain words."""
        if Step.IDENTITY_AWAITED in self.stopped:
            return "The time for the answer begins when you have shown who you are."
        if self.due_on is None:
            return "The time for the answer stands still until you have said what you are asking for."
        if self.overdue(today):
            return (
                f"They should have answered by {plain(self.due_on)}. You may complain to the Information Commissioner."
            )
        longer = " They told you that it takes up to two months longer." if self.extended else ""
        return f"They must answer by {plain(self.due_on)}.{longer}"


def clock(asked_on: date, moves: Iterable[Move]) -> Clock:
    """What the steps so far, in the order they were recorded, make of the time."""
    begins, extended = asked_on, False
    asked = dict[Step, date]()
    pauses = list[tuple[date, date]]()
    for move in moves:
        if move.step in _ANSWERED_BY:
            asked[move.step] = move.on
        elif move.step is Step.EXTENDED:
            extended = True
        else:
            question = asked.pop(_ASKED_BY[move.step])
            if move.step is Step.IDENTITY_SHOWN:
                begins = max(begins, move.on)
            else:
                pauses.append((question, move.on))
    if asked:
        first = None if Step.IDENTITY_AWAITED in asked else _last_day(begins, 1, pauses)
        return Clock(None, first, tuple(sorted(asked)), extended)
    first = _last_day(begins, 1, pauses)
    return Clock(_last_day(begins, 1 + _FURTHER_MONTHS, pauses) if extended else first, first, (), extended)


def moved(asked_on: date, before: Sequence[Move], move: Move, today: date) -> tuple[Move, ...]:
    """The steps with one more.

    Raises:
        Invalid: the day lies before the request, before the question it answers, in the future or too long ago; or she
            was not told why.
        Conflict: it is overdue, and nothing stops the clock any more; or the step does not follow from those before.
    """
    now = clock(asked_on, before)
    earliest = max(asked_on, today - RECORDED_WITHIN)
    if question := _ASKED_BY.get(move.step):
        if question not in now.stopped:
            raise Conflict("nothing like that is awaited of her", code="not-awaited")
        earliest = max(earliest, max(each.on for each in before if each.step is question))
    if not earliest <= move.on <= today:
        raise Invalid.field("on", f"must be a day from {plain(earliest)} to today")
    if move.step in _ASKED_BY:
        return (*before, move)
    if now.overdue(today):
        raise Conflict("the answer is overdue: nothing stops the clock any more", code="overdue")
    if move.step in now.stopped:
        raise Conflict("that is awaited of her already", code="already-awaited")
    if move.step is Step.EXTENDED:
        _must_extend(now, move.on)
    if len(move.words.strip()) < _SHORTEST_REASON:
        raise Invalid.field("words", "must say what she was told")
    return (*before, move)


def step(word: str) -> Step:
    """Raises Invalid."""
    return choice(Step, "step", word)


def _must_extend(now: Clock, on: date) -> None:
    if now.extended:
        raise Conflict("it was made longer before", code="already-extended")
    if now.first_due_on is not None and on > now.first_due_on:
        raise Conflict("she has to be told within the first month", code="too-late-to-extend")


def _last_day(begins: date, months: int, pauses: Iterable[tuple[date, date]]) -> date:
    """Later by each day of a pause that would have counted. Pauses may overlap; one that begins when the time is over
    makes it no longer.
    """
    last, counted_to = months_after(begins, months), begins
    for start, end in sorted(pauses):
        start = max(start, counted_to + _DAY)
        if start <= last and start <= end:
            last += end - start + _DAY
            counted_to = end
    return last
