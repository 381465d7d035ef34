"""What a feed's own rules keep from others, one turn at a time, as the gate, its SQL and Cedar say it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from services.cases.domain.classes import DataClass
from services.cases.domain.feeds.declared_feed import DeclaredFeed, FeedKind, Shown
from services.cases.domain.people.person import Identity, Knowledge
from services.cases.domain.viewer import Viewer
from tests.cases.gate.gate_rows import engine
from tests.cases.gate.gate_worlds import TODAY, World
from tests.cases.gate.test_gate_turns import CARER, HERS, HERSELF, INVOLVED, NURSE, SYSTEM, WORK, WORLD, seen

FED = replace(WORK, professional_id="", source="housing", case_status="open")
MEMBER = replace(WORK, id="inv_2", organisation_id="org_b")
BORN = date(2008, 11, 22)
"""Eighteen today."""
SOCIAL = replace(CARER, reaches=frozenset({DataClass.SOCIAL_CARE}))


@pytest.fixture(scope="module")
def database() -> Iterator[Engine]:
    made = engine()
    yield made
    made.dispose()


def fed(shown: Shown, born: date = BORN, **more: Any) -> World:
    feed = DeclaredFeed("org_a", "housing", FeedKind.HOUSING, shown=shown)
    known = Knowledge("kno_1", "per_1", "org_a", "1", Identity("", "", born), b"", shielded=False)
    return replace(WORLD, shares=(), involvements=(replace(FED, **more), MEMBER), feeds=(feed,), knowledge=(known,))


def shown_to(database: Engine, viewer: Viewer, world: World) -> bool:
    return INVOLVED in seen(database, viewer, world)


@pytest.mark.parametrize("viewer", [NURSE, SYSTEM], ids=["a member", "a member's system"])
@pytest.mark.parametrize(
    ("within", "beyond"),
    {
        "status": (fed(Shown(statuses=frozenset({"open"}))), fed(Shown(statuses=frozenset({"closed", "open-2"})))),
        "no status": (fed(Shown(), case_status=""), fed(Shown(statuses=frozenset({"open"})), case_status="")),
        "too young": (fed(Shown(age_from=18)), fed(Shown(age_from=18), BORN + timedelta(days=1))),
        "too old": (fed(Shown(age_to=17), BORN + timedelta(days=1)), fed(Shown(age_to=17))),
        "at once over": (
            fed(Shown(months_after_closing=0), until=TODAY),
            fed(Shown(months_after_closing=0), until=TODAY - timedelta(days=1)),
        ),
        "a month over": (
            fed(Shown(months_after_closing=1), until=date(2026, 10, 22)),
            fed(Shown(months_after_closing=1), until=date(2026, 10, 21)),
        ),
    }.values(),
    ids=["status", "no status", "too young", "too old", "at once over", "a month over"],
)
def test_what_its_rules_leave_out_is_shown_to_its_own_organisation_only(
    database: Engine, viewer: Viewer, within: World, beyond: World
) -> None:
    assert shown_to(database, viewer, within)
    assert not shown_to(database, viewer, beyond)
    own = replace(viewer, organisation_id="org_a")
    assert shown_to(database, own, beyond)


def test_an_age_is_asked_for_only_where_a_rule_names_one(database: Engine) -> None:
    """Who is not known there, as after an erasure, has none: no rule of age shows him to anybody."""
    assert shown_to(database, NURSE, replace(fed(Shown()), knowledge=()))
    assert not shown_to(database, NURSE, replace(fed(Shown(age_from=0)), knowledge=()))


def test_the_rules_hold_on_her_own_pages_and_for_who_acts_for_her(database: Engine) -> None:
    for viewer in (HERSELF, SOCIAL):
        hers = HERS.links
        assert shown_to(database, viewer, replace(fed(Shown(age_from=18)), links=hers))
        assert not shown_to(database, viewer, replace(fed(Shown(age_from=19)), links=hers))


def test_what_somebody_said_and_another_feeds_word_is_under_no_rule_of_this_one(database: Engine) -> None:
    never = Shown(statuses=frozenset({"closed"}))
    for free in (
        fed(never, professional_id="pro_a"),
        fed(never, declared_by="acc_a"),
        fed(never, source="benefits"),
        fed(never, organisation_id="org_c"),
    ):
        assert shown_to(database, NURSE, free)
