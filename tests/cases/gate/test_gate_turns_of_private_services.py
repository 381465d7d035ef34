"""Who sees that a private service works with somebody turns on each single fact; the three gates say the same."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine

from services.cases.domain.gate.disclosure import Ask, Facts, Permit, What, decide
from services.cases.domain.networks.cover import Cover
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.private_messages.private_message import PrivateMessage
from services.cases.domain.viewer import Viewer
from tests.cases.gate.gate_worlds import NOW, TODAY, World
from tests.cases.gate.test_gate_turns import (
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
from tests.cases.gate.test_gate_turns_of_concerns import CONCERN

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


ELSEWHERE = replace(WORK, id="inv_2", organisation_id="org_c")
RAISED = replace(CONCERN, organisation_id="org_c", council_id="org_x")
AMONG = {("involvement", "inv_2"), ("concern", "ccn_1"), ("private_message", "pmg_1")}
COVER = Cover("cov_1", "org_b", "pro_a", "pro_b2", TODAY, TODAY, "")


def works_privately(one: Involvement, *covers: Cover) -> World:
    """Where the viewer works, and where another organisation works with her openly."""
    message = PrivateMessage("pmg_1", "per_1", "org_b", "acc_b2", "", NOW)
    return replace(
        WORLD,
        cases=(),
        records=(),
        earlier=(),
        shares=(),
        involvements=(one, ELSEWHERE),
        concerns=(RAISED,),
        messages=(message,),
        covers=covers,
    )


def test_a_private_services_work_makes_a_member_of_whom_it_is_shown_to_and_of_nobody_else(database: Engine) -> None:
    private = replace(PRIVATE, organisation_id="org_b")
    assert seen(database, NURSE, works_privately(private)) & AMONG == set()
    assert seen(database, NURSE, works_privately(replace(private, professional_id="pro_b2"))) & AMONG == AMONG
    assert seen(database, NURSE, works_privately(replace(private, shielded=False))) & AMONG == AMONG
    for role in ("duty", "manager"):
        assert seen(database, replace(NURSE, role=role), works_privately(private)) & AMONG == AMONG
    for role in ("guardian", "dpo"):
        assert seen(database, replace(NURSE, role=role), works_privately(private)) & AMONG == set()
    for nobody in (SYSTEM, replace(SYSTEM, role="duty"), replace(SYSTEM, professional_id="pro_a")):
        assert seen(database, nobody, works_privately(private)) & AMONG == set()
    nameless = replace(NURSE, professional_id="")
    assert seen(database, nameless, works_privately(replace(private, professional_id=""))) & AMONG == set()


def test_nor_once_it_is_over_or_before_it_is_confirmed_or_of_somebody_else(database: Engine) -> None:
    named = replace(PRIVATE, organisation_id="org_b", professional_id="pro_b2")
    for turned in (
        replace(named, until=YESTERDAY),
        replace(named, confirmed=False),
        replace(named, person_id="per_2"),
        replace(named, organisation_id="org_a"),
    ):
        assert seen(database, NURSE, works_privately(turned)) & AMONG == set()
    assert seen(database, NURSE, works_privately(replace(named, until=TODAY))) & AMONG == AMONG


def test_and_of_who_covers_for_whom_it_names_while_that_lasts(database: Engine) -> None:
    private = replace(PRIVATE, organisation_id="org_b")
    assert seen(database, NURSE, works_privately(private, COVER)) & AMONG == AMONG
    for turned in (
        replace(COVER, since=YESTERDAY, until=YESTERDAY),
        replace(COVER, since=TODAY + timedelta(days=1), until=TODAY + timedelta(days=1)),
        replace(COVER, organisation_id="org_a"),
        replace(COVER, professional_id="pro_c"),
        replace(COVER, covering_id="pro_c"),
    ):
        assert seen(database, NURSE, works_privately(private, turned)) & AMONG == set()


def test_what_a_private_service_knows_finds_her_for_those_it_names_and_who_speak_for_or_look_over_it() -> None:
    entry = Ask(What.PERSON, "per_1", holder_id="org_b", shielded=True, covered_by=frozenset({"pro_a", "pro_cover"}))

    def found(viewer: Viewer, ask: Ask = entry) -> bool:
        return isinstance(decide(viewer, ask, Facts(now=NOW)), Permit)

    assert not found(NURSE)
    assert found(NURSE, replace(entry, shielded=False))
    for professional in ("pro_a", "pro_cover"):
        assert found(replace(NURSE, professional_id=professional))
    for role in ("duty", "manager", "guardian", "dpo"):
        assert found(replace(NURSE, role=role))
        assert not found(replace(NURSE, role=role, organisation_id="org_a"))
        assert not found(replace(SYSTEM, role=role))
    assert not found(replace(NURSE, professional_id="pro_a", organisation_id="org_a"))
    assert not found(replace(NURSE, professional_id=""), replace(entry, covered_by=frozenset({""})))
