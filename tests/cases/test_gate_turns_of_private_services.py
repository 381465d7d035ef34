"""Who sees that a private service works with somebody turns on each single fact; the three gates say the same."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine

from services.cases.domain.cover import Cover
from tests.cases.gate_worlds import TODAY
from tests.cases.test_gate_turns import (
    INVOLVED,
    NOTHING,
    NURSE,
    OPENING,
    PRIVATE,
    SYSTEM,
    WORK,
    WORLD,
    YESTERDAY,
    database,
    seen,
)

__all__ = ["database"]


def test_a_private_involvement_is_its_brokers_and_whoever_it_names(database: Engine) -> None:
    private = replace(WORLD, shares=(), involvements=(PRIVATE,))
    own = replace(NURSE, organisation_id="org_a")
    assert INVOLVED not in seen(database, own, private)
    assert INVOLVED in seen(database, replace(own, professional_id="pro_a"), private)
    for role in ("duty", "manager"):
        assert INVOLVED in seen(database, replace(own, role=role), private)
        assert INVOLVED not in seen(database, replace(SYSTEM, organisation_id="org_a", role=role), private)
        # Another organisation's desk is as blind as everybody else, a member's too.
        member = replace(WORK, id="inv_2", organisation_id="org_b")
        assert INVOLVED not in seen(
            database, replace(NURSE, role=role), replace(private, involvements=(PRIVATE, member))
        )
    nameless = replace(private, involvements=(replace(PRIVATE, professional_id=""),))
    assert INVOLVED not in seen(database, replace(own, professional_id=""), nameless)
    names_a_system = replace(SYSTEM, organisation_id="org_a", professional_id="pro_a")
    assert INVOLVED not in seen(database, names_a_system, private)


def test_a_private_involvement_is_shown_to_who_covers_for_whom_it_names_while_that_lasts(database: Engine) -> None:
    cover = Cover("cov_1", "org_a", "pro_a", "pro_b2", TODAY, TODAY, "")
    private = replace(WORLD, shares=(), involvements=(PRIVATE,), covers=(cover,))
    standing_in = replace(NURSE, organisation_id="org_a")
    assert INVOLVED in seen(database, standing_in, private)
    for turned in (
        replace(cover, until=YESTERDAY, since=YESTERDAY),
        replace(cover, since=TODAY + timedelta(days=1), until=TODAY + timedelta(days=1)),
        replace(cover, organisation_id="org_b"),
        replace(cover, professional_id="pro_c"),
        replace(cover, covering_id="pro_c"),
    ):
        assert INVOLVED not in seen(database, standing_in, replace(private, covers=(turned,)))
    assert INVOLVED not in seen(database, NURSE, private)
    assert INVOLVED not in seen(database, replace(SYSTEM, organisation_id="org_a", professional_id="pro_b2"), private)
    nameless = replace(private, covers=(replace(cover, professional_id="", covering_id=""),))
    of_a_team = replace(nameless, involvements=(replace(PRIVATE, professional_id=""),))
    assert INVOLVED not in seen(database, replace(standing_in, professional_id=""), of_a_team)


def test_a_private_involvement_is_opened_by_a_live_share_of_just_that_one(database: Engine) -> None:
    opened = replace(WORLD, shares=(OPENING,), involvements=(PRIVATE,))
    assert INVOLVED in seen(database, NURSE, opened)
    for turned in (
        replace(OPENING, involvement_id="inv_2"),
        replace(OPENING, from_organisation_id="org_c"),
        replace(OPENING, to_organisation_ids=frozenset({"org_c"})),
        replace(OPENING, until=YESTERDAY),
        replace(OPENING, person_id="per_2"),
    ):
        assert INVOLVED not in seen(database, NURSE, replace(opened, shares=(turned,)))


def test_an_opening_for_one_worker_is_seen_and_told_of_by_that_one_only(database: Engine) -> None:
    one = replace(OPENING, to_professional_id=NURSE.professional_id)
    world = replace(WORLD, shares=(one,), involvements=(PRIVATE,))
    assert seen(database, NURSE, world, lists=True) == {INVOLVED, ("share", "shr_1")}
    for other in (
        replace(NURSE, professional_id="pro_other"),
        replace(NURSE, professional_id="", role="duty"),
        replace(NURSE, professional_id="pro_boss", role="manager"),
        replace(NURSE, organisation_id="org_c"),
        SYSTEM,
    ):
        assert seen(database, other, world, lists=True) == NOTHING
    giver = replace(NURSE, organisation_id="org_a", professional_id="pro_other", role="duty")
    assert ("share", "shr_1") in seen(database, giver, world, lists=True)
