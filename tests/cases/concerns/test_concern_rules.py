"""Which front door hears a concern when, and how far it is taken while nobody acknowledges it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chassis.errors import Conflict, Invalid
from services.cases.domain.concerns.concern import About, Concern, Step, Urgency, checked
from services.cases.domain.concerns.front_door import Door, FrontDoor, answering, declared
from tests.cases.concerns.concern_town import DOORS
from tests.cases.town import COUNCIL

MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ONE = Concern(
    id="ccn_1",
    person_id="per_1",
    organisation_id="org_nhs",
    named=True,
    raised_by="acc_1",
    council_id=COUNCIL,
    door=Door.ADULTS,
    about=About.ADULT,
    urgency=Urgency.SAME_DAY,
    allegation=False,
    alleged="",
    excluded=frozenset(),
    words="She was afraid to go home.",
    raised_at=MONDAY_MORNING,
    due_at=MONDAY_MORNING + timedelta(hours=4),
)


@pytest.mark.parametrize(
    ("at", "about", "door"),
    [
        (MONDAY_MORNING, "adult", Door.ADULTS),
        (MONDAY_MORNING, "child", Door.CHILDREN),
        (datetime(2026, 11, 23, 8, 29, tzinfo=UTC), "child", Door.OUT_OF_HOURS),
        (datetime(2026, 11, 23, 8, 30, tzinfo=UTC), "child", Door.CHILDREN),
        (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), "child", Door.OUT_OF_HOURS),
        (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), "adult", Door.OUT_OF_HOURS),
        # Summer: eight o'clock in London is seven in UTC.
        (datetime(2026, 7, 6, 7, 30, tzinfo=UTC), "adult", Door.ADULTS),
        (datetime(2026, 7, 6, 16, 0, tzinfo=UTC), "adult", Door.OUT_OF_HOURS),
    ],
)
def test_the_clock_in_london_says_which_door_hears_it(at: datetime, about: str, door: Door) -> None:
    assert answering(DOORS, about, at, allegation=False).door is door


def test_an_allegation_goes_to_those_named_for_it_at_any_hour() -> None:
    night = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    assert answering(DOORS, "adult", night, allegation=True).door is Door.ADULT_ALLEGATIONS


def test_where_no_team_works_at_night_the_door_that_is_shut_keeps_it_for_the_morning() -> None:
    shut = answering(DOORS[:1], "child", datetime(2026, 11, 22, 3, 0, tzinfo=UTC), allegation=False)
    assert (shut.door, shut.is_open(datetime(2026, 11, 22, 3, 0, tzinfo=UTC))) == (Door.CHILDREN, False)


@pytest.mark.parametrize(("about", "allegation"), [("adult", False), ("child", True)])
def test_where_there_is_no_door_it_is_refused_and_says_that_nobody_was_told(about: str, allegation: bool) -> None:
    with pytest.raises(Conflict, match="NOBODY WAS TOLD") as refused:
        answering(DOORS[:1], about, MONDAY_MORNING, allegation=allegation)
    assert refused.value.code == "no-front-door"


@pytest.mark.parametrize(
    "wrong",
    [
        {"team": " "},
        {"contact": ""},
        {"days": frozenset({0})},
        {"days": frozenset()},
        {"opens": "08:30"},
        {"opens": "17:00", "closes": "08:30"},
        {"opens": "24:00", "closes": "25:00"},
        {"leads": frozenset({"pro_1"})},
        {"door": Door.CHILD_ALLEGATIONS},
    ],
)
def test_a_door_that_could_not_be_found_or_opened_is_not_declared(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        declared(replace(FrontDoor(COUNCIL, Door.ADULTS, "Team", "01543"), **wrong))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("after", "step"),
    [(timedelta(hours=3, minutes=59), Step.NONE), (timedelta(hours=4), Step.FIRST), (timedelta(hours=8), Step.LAST)],
)
def test_it_is_taken_further_at_its_time_and_after_as_long_again(after: timedelta, step: Step) -> None:
    assert ONE.overdue(MONDAY_MORNING + after) is step
    assert ONE.acknowledged("acc_2", MONDAY_MORNING).overdue(MONDAY_MORNING + after) is Step.NONE


def test_to_the_duty_desk_and_a_manager_but_an_allegation_outside_the_line() -> None:
    allegation = replace(ONE, allegation=True, door=Door.ADULT_ALLEGATIONS)
    assert [replace(ONE, step=step).taken_to for step in Step] == ["", "duty", "manager"]
    assert [replace(allegation, step=step).taken_to for step in Step] == ["", "lead", "guardian"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": " short  "},
        {"words": "x" * 4_001},
        {"excluded": frozenset({COUNCIL})},
        {"excluded": frozenset(f"org_{number}" for number in range(51))},
        {"alleged": "pro_1"},
    ],
)
def test_what_cannot_be_answered_is_not_raised(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        checked(replace(ONE, **wrong))  # type: ignore[arg-type]


def test_it_is_closed_once_with_an_outcome_and_words() -> None:
    closed = ONE.closed("accepted", "We visit her today.", "acc_2", MONDAY_MORNING)
    assert (closed.acknowledged_by, closed.closed_by) == ("acc_2", "acc_2")
    for outcome, answer in (("", "We visit her today."), ("lost", "We visit her today."), ("accepted", "  ")):
        with pytest.raises(Invalid):
            ONE.closed(outcome, answer, "acc_2", MONDAY_MORNING)
    with pytest.raises(Conflict):
        closed.closed("accepted", "We visit her today.", "acc_2", MONDAY_MORNING)
