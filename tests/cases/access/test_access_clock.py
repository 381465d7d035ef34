"""How long an organisation has to answer: a month, more or less, as UK GDPR Article 12A counts it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.errors import Conflict, Invalid
from services.cases.domain.access.clock import Clock, Move, Step, clock, moved

ASKED = date(2026, 11, 10)
NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)
WORDS = "Please show us your passport."


def move(step: Step, day: str) -> Move:
    return Move(step, date.fromisoformat(day), NOW, "acc_dpo", WORDS)


def after(*steps: tuple[Step, str], asked: date = ASKED) -> Clock:
    return clock(asked, [move(*one) for one in steps])


def due(*steps: tuple[Step, str], asked: date = ASKED) -> str:
    on = after(*steps, asked=asked).due_on
    return on.isoformat() if on else "stopped"


@pytest.mark.parametrize(
    ("asked", "last"),
    [
        ("2026-11-10", "2026-12-10"),
        ("2027-01-31", "2027-02-28"),
        ("2028-01-31", "2028-02-29"),
        ("2026-12-05", "2027-01-05"),
    ],
)
def test_it_is_a_month(asked: str, last: str) -> None:
    assert due(asked=date.fromisoformat(asked)) == last


def test_while_her_identity_is_awaited_it_has_not_begun_and_then_begins_anew() -> None:
    awaited = (Step.IDENTITY_AWAITED, "2026-11-12")
    assert due(awaited) == "stopped"
    assert due(awaited, (Step.IDENTITY_SHOWN, "2026-11-20")) == "2026-12-20"


def test_days_from_a_question_to_its_answer_do_not_count() -> None:
    asked = (Step.CLARIFICATION_AWAITED, "2026-11-12")
    assert due(asked) == "stopped"
    assert due(asked, (Step.CLARIFIED, "2026-11-12")) == "2026-12-11"
    assert due(asked, (Step.CLARIFIED, "2026-11-21")) == "2026-12-20"
    on_the_day = (Step.CLARIFICATION_AWAITED, "2026-11-10")
    assert due(on_the_day, (Step.CLARIFIED, "2026-11-20")) == "2026-12-20"


def test_questions_that_overlap_are_counted_once() -> None:
    identity = (Step.IDENTITY_AWAITED, "2026-11-11"), (Step.IDENTITY_SHOWN, "2026-11-15")
    meaning = (Step.CLARIFICATION_AWAITED, "2026-11-13"), (Step.CLARIFIED, "2026-11-19")
    assert due(identity[0], meaning[0], identity[1]) == "stopped"
    # It begins on the 15th; the 16th to the 19th do not count.
    assert due(identity[0], meaning[0], identity[1], meaning[1]) == "2026-12-19"
    again = (Step.CLARIFICATION_AWAITED, "2026-11-19"), (Step.CLARIFIED, "2026-11-20")
    assert due(*meaning, *again) == due((Step.CLARIFICATION_AWAITED, "2026-11-13"), (Step.CLARIFIED, "2026-11-20"))


def test_two_months_longer_once_and_only_if_she_was_told_in_the_first() -> None:
    told = move(Step.EXTENDED, "2026-12-10")
    moves = moved(ASKED, (), told, date(2026, 12, 10))
    assert clock(ASKED, moves).due_on == date(2027, 2, 10)
    with pytest.raises(Conflict) as again:
        moved(ASKED, moves, told, date(2026, 12, 10))
    assert again.value.code == "already-extended"
    with pytest.raises(Conflict):
        moved(ASKED, (), move(Step.EXTENDED, "2026-12-11"), date(2026, 12, 11))
    with pytest.raises(Invalid):
        moved(ASKED, (), Move(Step.EXTENDED, ASKED, NOW, "acc_dpo", "Busy."), ASKED)


def test_the_first_month_too_is_longer_by_the_days_that_do_not_count() -> None:
    paused = (move(Step.CLARIFICATION_AWAITED, "2026-12-01"), move(Step.CLARIFIED, "2026-12-10"))
    moves = moved(ASKED, paused, move(Step.EXTENDED, "2026-12-18"), date(2026, 12, 18))
    assert clock(ASKED, moves).due_on == date(2027, 2, 20)


@pytest.mark.parametrize("step", [Step.IDENTITY_AWAITED, Step.CLARIFICATION_AWAITED, Step.EXTENDED])
@pytest.mark.parametrize("day", ["2026-12-08", "2026-12-12"])
def test_once_it_is_overdue_nothing_stops_it_whatever_day_is_named(step: Step, day: str) -> None:
    with pytest.raises(Conflict) as late:
        moved(ASKED, (), move(step, day), date(2026, 12, 12))
    assert late.value.code == "overdue"


@pytest.mark.parametrize("day", ["2026-11-09", "2026-11-12", "2026-11-21"])
def test_a_step_is_neither_before_the_request_nor_in_the_future_nor_long_ago(day: str) -> None:
    with pytest.raises(Invalid):
        moved(ASKED, (), move(Step.CLARIFICATION_AWAITED, day), date(2026, 11, 20))
    assert moved(ASKED, (), move(Step.CLARIFICATION_AWAITED, "2026-11-13"), date(2026, 11, 20))


def test_only_what_is_awaited_is_answered_and_not_before_it_was_asked() -> None:
    today = date(2026, 11, 15)
    with pytest.raises(Conflict):
        moved(ASKED, (), move(Step.CLARIFIED, "2026-11-14"), today)
    asked = moved(ASKED, (), move(Step.CLARIFICATION_AWAITED, "2026-11-14"), today)
    for step, wrong in ((Step.IDENTITY_SHOWN, Conflict), (Step.CLARIFICATION_AWAITED, Conflict)):
        with pytest.raises(wrong):
            moved(ASKED, asked, move(step, "2026-11-14"), today)
    with pytest.raises(Invalid):
        moved(ASKED, asked, move(Step.CLARIFIED, "2026-11-13"), today)


def test_what_she_is_told_is_plain() -> None:
    today = date(2026, 11, 20)
    assert after().said(today) == "They must answer by 10 December 2026."
    assert "shown who you are" in after((Step.IDENTITY_AWAITED, "2026-11-12")).said(today)
    assert "stands still" in after((Step.CLARIFICATION_AWAITED, "2026-11-12")).said(today)
    assert "two months longer" in after((Step.EXTENDED, "2026-11-12")).said(today)
    assert after().said(date(2026, 12, 11)).startswith("They should have answered by 10 December 2026.")


# What takes long is a busy machine: an example is a handful of numbers.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=5))
def test_the_time_is_never_longer_than_a_month_and_the_days_that_were_asked_for(spans: list[tuple[int, int]]) -> None:
    moves, paused = list[Move](), set[date]()
    for start, length in spans:
        first = ASKED + timedelta(days=start)
        moves += [
            Move(Step.CLARIFICATION_AWAITED, first, NOW, "acc", WORDS),
            Move(Step.CLARIFIED, first + timedelta(days=length), NOW, "acc"),
        ]
        paused |= {first + timedelta(days=each) for each in range(length + 1)}
    on = clock(ASKED, moves).due_on
    # Day by day: the last of as many days that count as the month has.
    day, left = ASKED, (date(2026, 12, 10) - ASKED).days
    while left:
        day += timedelta(days=1)
        left -= day not in paused
    assert on == day
