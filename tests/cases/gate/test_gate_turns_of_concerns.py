"""What is permitted of a concern turns on each fact of whoever asks: one concern, and the three gates say the same."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from services.cases.domain.account_link import LinkState
from services.cases.domain.concerns.concern import About, Concern, Step, Urgency
from services.cases.domain.concerns.front_door import Door
from services.cases.domain.gate.disclosure import ABSENT, Ask, Facts, Permit, What, decide, of_concern
from services.cases.domain.purposes import Purpose
from services.cases.domain.viewer import ViewerKind
from services.cases.store.tables.people import account_link
from tests.cases.gate.gate_opinions import sql
from tests.cases.gate.gate_rows import stored
from tests.cases.gate.gate_worlds import NOW, World
from tests.cases.gate.test_gate_turns import NOTHING, NURSE, SYSTEM, WORK, WORLD, YESTERDAY, database, seen

__all__ = ["database"]

IT, MEMBERS = {("concern", "ccn_1")}, {("involvement", "inv_1")}
AT_THE_COUNCIL = replace(NURSE, organisation_id="org_a", professional_id="pro_x")
DUTY = replace(AT_THE_COUNCIL, role="duty")
CONCERN = Concern(
    id="ccn_1",
    person_id="per_1",
    organisation_id="org_b",
    named=True,
    raised_by="acc_raiser",
    council_id="org_a",
    door=Door.ADULTS,
    about=About.ADULT,
    urgency=Urgency.SOON,
    allegation=False,
    alleged="",
    excluded=frozenset(),
    words="",
    raised_at=NOW,
    due_at=NOW,
)
ALLEGATION = replace(CONCERN, door=Door.ADULT_ALLEGATIONS, allegation=True, leads=frozenset({"pro_x"}))


def raised(concern: Concern = CONCERN, **more: Any) -> World:
    return replace(WORLD, cases=(), records=(), earlier=(), shares=(), concerns=(concern,), **more)


def test_the_door_and_the_senders_desk_see_it_and_their_colleagues_do_not(database: Engine) -> None:
    for role, sees in (("duty", IT), ("manager", IT), ("worker", NOTHING), ("dpo", NOTHING)):
        assert seen(database, replace(AT_THE_COUNCIL, role=role), raised()) == sees
        assert seen(database, replace(NURSE, role=role), raised()) == sees
    assert seen(database, replace(NURSE, subject="acc_raiser"), raised()) == IT
    assert seen(database, replace(AT_THE_COUNCIL, subject="acc_raiser"), raised()) == NOTHING
    assert seen(database, replace(DUTY, organisation_id="org_c"), raised()) == NOTHING


def test_a_councils_system_hears_of_it_and_a_senders_does_not(database: Engine) -> None:
    assert seen(database, replace(SYSTEM, organisation_id="org_a"), raised()) == IT
    assert seen(database, replace(SYSTEM, role="duty"), raised()) == NOTHING


@pytest.mark.parametrize("kind", [ViewerKind.NOBODY, ViewerKind.RESIDENT, ViewerKind.PROXY])
def test_nobody_else_is_at_the_door_whatever_is_said_of_him(database: Engine, kind: ViewerKind) -> None:
    assert seen(database, replace(DUTY, kind=kind), raised()) == NOTHING


def test_whoever_works_with_her_hears_it_while_it_is_open_unless_left_out(database: Engine) -> None:
    theirs = replace(WORK, organisation_id="org_c")
    member = replace(NURSE, organisation_id="org_c")
    assert seen(database, member, raised(involvements=(theirs,))) - MEMBERS == IT
    for no_member in (replace(theirs, until=YESTERDAY), replace(theirs, confirmed=False), WORK):
        assert seen(database, member, raised(involvements=(no_member,))) - MEMBERS == NOTHING
    for concern in (
        replace(CONCERN, closed_at=NOW),
        replace(CONCERN, excluded=frozenset({"org_c"})),
        replace(ALLEGATION),
    ):
        assert seen(database, member, raised(concern, involvements=(theirs,))) - MEMBERS == NOTHING


def test_an_allegation_is_for_the_leads_of_its_own_door(database: Engine) -> None:
    assert seen(database, AT_THE_COUNCIL, raised(ALLEGATION)) == IT
    assert seen(database, DUTY, raised(ALLEGATION)) == IT
    at_the_other_door = replace(AT_THE_COUNCIL, professional_id="pro_a")
    assert seen(database, at_the_other_door, raised(ALLEGATION)) == NOTHING
    of_another_council = replace(AT_THE_COUNCIL, professional_id="pro_b2")
    assert seen(database, of_another_council, raised(ALLEGATION)) == NOTHING
    unnamed = replace(AT_THE_COUNCIL, professional_id="")
    assert seen(database, unnamed, raised(replace(ALLEGATION, leads=frozenset()))) == NOTHING
    assert seen(database, replace(AT_THE_COUNCIL, kind=ViewerKind.PARTNER), raised(ALLEGATION)) == NOTHING


def test_an_allegation_comes_to_the_guardian_at_the_last_step_and_never_to_whom_it_is_about(database: Engine) -> None:
    guardian = replace(AT_THE_COUNCIL, role="guardian", professional_id="pro_g")
    assert seen(database, guardian, raised(replace(ALLEGATION, step=Step.LAST))) == IT
    assert seen(database, guardian, raised(replace(ALLEGATION, step=Step.FIRST))) == NOTHING
    system = replace(guardian, kind=ViewerKind.PARTNER)
    assert seen(database, system, raised(replace(ALLEGATION, step=Step.LAST))) == NOTHING
    for viewer in (AT_THE_COUNCIL, replace(NURSE, subject="acc_raiser", professional_id="pro_x")):
        assert seen(database, viewer, raised(replace(ALLEGATION, alleged="pro_x"))) == NOTHING


def test_nobody_reads_a_concern_about_himself(database: Engine) -> None:
    for viewer in (DUTY, replace(NURSE, subject="acc_raiser")):
        assert seen(database, viewer, raised(links={viewer.subject: "per_1"})) == NOTHING


def test_whom_an_account_was_once_taken_for_is_no_longer_himself(database: Engine) -> None:
    link = {"id": "lnk_1", "account_id": DUTY.subject, "person_id": "per_1", "proposed_at": NOW}
    link |= dict.fromkeys(("proof_id", "why", "confirmed_by", "method", "ended_reason"), "")
    for state in LinkState:
        with stored(database, raised()) as tx:
            tx.execute(insert(account_link).values(link | {"state": state.value}))
            assert bool(sql(tx, [DUTY], None, {What.CONCERN})) is (state is not LinkState.LIVE)


def test_that_it_was_read_is_kept_from_her_for_half_a_year_whoever_read_it() -> None:
    for viewer, facts, basis in (
        (DUTY, Facts(NOW), "front-door"),
        (replace(NURSE, subject="acc_raiser"), Facts(NOW), "own"),
        (replace(NURSE, organisation_id="org_c"), Facts(NOW, member=True), "member"),
    ):
        read = decide(viewer, of_concern(CONCERN), facts)
        assert isinstance(read, Permit), basis
        assert (read.basis, read.purpose, read.withheld) == (basis, Purpose.SAFEGUARDING_ADULT, True)
        assert read.valid_until == NOW + timedelta(days=180)


def test_where_no_concern_is_named_there_is_none() -> None:
    assert decide(DUTY, Ask(What.CONCERN, "per_1"), Facts(NOW)) == ABSENT
