"""What is permitted of a message for private services turns on each fact: the three gates say the same."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from services.cases.domain.gate.disclosure import Permit, Refusal, decide, of_private_message
from services.cases.domain.private_messages.private_message import PrivateMessage
from services.cases.domain.viewer import ViewerKind
from tests.cases.gate.gate_worlds import NOW, World
from tests.cases.gate.test_gate_turns import NOTHING, NURSE, WORK, WORLD, YESTERDAY, database, seen

__all__ = ["database"]

IT, MEMBERS = {("private_message", "pmg_1")}, {("involvement", "inv_1"), ("involvement", "inv_2")}
LEFT = PrivateMessage("pmg_1", "per_1", "org_b", "acc_b2", "", NOW)
THEIRS = replace(WORK, organisation_id="org_b", professional_id="")
PRIVATELY = replace(WORK, id="inv_2", organisation_id="org_c", professional_id="pro_c", shielded=True)
BROKER = replace(NURSE, subject="acc_c", organisation_id="org_c", professional_id="", role="duty")


def left(**more: Any) -> World:
    return replace(WORLD, cases=(), records=(), earlier=(), shares=(), messages=(LEFT,), **more)


def test_who_left_it_sees_it_while_the_network_is_open_and_nobody_beside_him(database: Engine) -> None:
    assert seen(database, NURSE, left(involvements=(THEIRS,))) - MEMBERS == IT
    assert seen(database, replace(NURSE, role="duty"), left()) == IT
    for closed in (replace(THEIRS, until=YESTERDAY), replace(THEIRS, confirmed=False), WORK):
        assert seen(database, NURSE, left(involvements=(closed,))) - MEMBERS == NOTHING
    for other in (
        replace(NURSE, subject="acc_colleague"),
        replace(NURSE, subject="acc_manager", role="manager"),
        replace(NURSE, organisation_id="org_a", role="duty"),
    ):
        assert seen(database, other, left(involvements=(THEIRS,))) - MEMBERS == NOTHING


def test_the_duty_desk_and_managers_of_a_service_that_works_with_her_privately_now_see_it(database: Engine) -> None:
    for role, sees in (("duty", IT), ("manager", IT), ("worker", NOTHING), ("guardian", NOTHING), ("dpo", NOTHING)):
        assert seen(database, replace(BROKER, role=role), left(involvements=(PRIVATELY,))) - MEMBERS == sees
    for no_longer in (
        replace(PRIVATELY, until=YESTERDAY),
        replace(PRIVATELY, confirmed=False),
        replace(PRIVATELY, shielded=False),
        replace(PRIVATELY, person_id="per_2"),
        replace(PRIVATELY, organisation_id="org_a"),
    ):
        assert seen(database, BROKER, left(involvements=(no_longer,))) - MEMBERS == NOTHING


@pytest.mark.parametrize("kind", [each for each in ViewerKind if each is not ViewerKind.WORKER])
def test_nobody_but_a_worker_does_whatever_is_said_of_him(database: Engine, kind: ViewerKind) -> None:
    for viewer in (BROKER, NURSE):
        assert seen(database, replace(viewer, kind=kind), left(involvements=(PRIVATELY, THEIRS))) - MEMBERS == NOTHING


def test_nobody_reads_one_about_himself(database: Engine) -> None:
    for viewer in (BROKER, replace(NURSE, role="duty")):
        assert seen(database, viewer, left(involvements=(PRIVATELY,), links={viewer.subject: "per_1"})) == NOTHING


def test_each_look_is_kept_from_her_for_half_a_year_and_then_looked_at_again() -> None:
    world, there = left(involvements=(THEIRS,)), replace(LEFT, brokers=frozenset({"org_c"}))
    for viewer in (NURSE, BROKER):
        asked = of_private_message(there, viewer.organisation_id)
        assert (asked.holder_id, asked.informed) == (viewer.organisation_id, False)
        permit = decide(viewer, asked, world.facts(viewer, "per_1"))
        assert isinstance(permit, Permit)
        assert (permit.withheld, permit.valid_until) == (True, NOW + timedelta(days=180))
        assert isinstance(decide(viewer, replace(asked, message=None), world.facts(viewer, "per_1")), Refusal)
