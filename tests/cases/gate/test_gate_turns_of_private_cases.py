"""Who sees what a private service wrote about somebody turns on each single fact; the three gates say the same."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from services.cases.domain.classes import DataClass
from services.cases.domain.gate.asking import KEPT_BACK
from services.cases.domain.gate.disclosure import Permit, What, decide
from services.cases.domain.networks.cover import Cover
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.purposes import Purpose
from services.cases.domain.viewer import Viewer, ViewerKind
from tests.cases.gate.gate_worlds import NOW, TODAY, World
from tests.cases.gate.test_gate_turns import (
    ALL_OF_IT,
    CARER,
    EMERGENCY,
    HERSELF,
    NOTHING,
    NURSE,
    ON_TASK,
    PRIVATE,
    RECORD,
    SHARE,
    SYSTEM,
    WORK,
    WORLD,
    YESTERDAY,
    database,
    seen,
)

__all__ = ["database"]

COLLEAGUE = replace(NURSE, organisation_id="org_a")
NAMED = replace(COLLEAGUE, professional_id="pro_a")
COVER = Cover("cov_1", "org_a", "pro_a", "pro_b2", TODAY, TODAY, "")
HIDDEN = replace(
    WORLD,
    cases=tuple(replace(one, private=True) for one in WORLD.cases),
    records=(replace(RECORD, private=True),),
    shares=(),
)
WRITTEN = replace(HIDDEN, involvements=(PRIVATE,))


def shown(database: Engine, viewer: Viewer, world: World = WRITTEN) -> bool:
    """All of the case, or nothing of it."""
    found = seen(database, viewer, world) & ALL_OF_IT
    assert found in (ALL_OF_IT, NOTHING)
    return found == ALL_OF_IT


def test_it_is_its_brokers_and_whoever_its_work_names(database: Engine) -> None:
    assert not shown(database, COLLEAGUE)
    assert shown(database, NAMED)
    for role in ("duty", "manager"):
        assert shown(database, replace(COLLEAGUE, role=role))
        assert not shown(database, replace(NURSE, role=role))
    for role in ("guardian", "dpo", "organisation-admin"):
        assert not shown(database, replace(COLLEAGUE, role=role))
    assert not shown(database, replace(NAMED, organisation_id="org_b"))
    nameless = replace(WRITTEN, involvements=(replace(PRIVATE, professional_id=""),))
    assert not shown(database, replace(COLLEAGUE, professional_id=""), nameless)


def test_it_is_no_applications_and_not_hers(database: Engine) -> None:
    own = replace(SYSTEM, organisation_id="org_a")
    for system in (own, replace(own, role="duty"), replace(own, role="manager"), replace(own, professional_id="pro_a")):
        assert not shown(database, system)
    hers = replace(WRITTEN, links={"acc_r": "per_1", "acc_q": "per_1"})
    for viewer in (HERSELF, CARER, Viewer(ViewerKind.NOBODY, "acc_n")):
        assert not shown(database, viewer, hers)
    for viewer in (NAMED, replace(COLLEAGUE, role="manager")):
        assert not shown(database, viewer, replace(WRITTEN, links={"acc_b2": "per_1"}))


@pytest.mark.parametrize(
    "work",
    [
        replace(PRIVATE, until=YESTERDAY),
        replace(PRIVATE, confirmed=False),
        replace(PRIVATE, person_id="per_2"),
        replace(PRIVATE, organisation_id="org_b"),
        WORK,
    ],
    ids=["over", "not confirmed", "with somebody else", "another's", "open work"],
)
def test_what_names_him_must_be_live_confirmed_private_work_with_her_there(database: Engine, work: Involvement) -> None:
    world = replace(WRITTEN, involvements=(work,))
    assert not shown(database, NAMED, world)
    assert shown(database, replace(NAMED, role="duty"), world), "who speaks for it goes on seeing what it wrote"
    assert shown(database, NAMED, replace(world, involvements=(work, replace(PRIVATE, id="inv_2", until=TODAY))))


def test_who_covers_for_whom_it_names_sees_it_while_that_lasts(database: Engine) -> None:
    assert shown(database, COLLEAGUE, replace(WRITTEN, covers=(COVER,)))
    for turned in (
        replace(COVER, since=YESTERDAY, until=YESTERDAY),
        replace(COVER, since=TODAY + timedelta(days=1), until=TODAY + timedelta(days=1)),
        replace(COVER, organisation_id="org_b"),
        replace(COVER, professional_id="pro_c"),
        replace(COVER, covering_id="pro_c"),
    ):
        assert not shown(database, COLLEAGUE, replace(WRITTEN, covers=(turned,)))
    assert not shown(database, NURSE, replace(WRITTEN, covers=(COVER,)))


def test_no_share_carries_it_and_no_emergency_opens_it(database: Engine) -> None:
    for share in (SHARE, ON_TASK, replace(ON_TASK, case_id="")):
        assert not shown(database, NURSE, replace(WRITTEN, shares=(share,)))
        assert not shown(database, SYSTEM, replace(WRITTEN, shares=(share,)))
        assert shown(database, NURSE, replace(WORLD, shares=(share,))), "as it carries one that is not private"
    elsewhere = replace(PRIVATE, id="inv_2", shielded=False)
    urgent = replace(WRITTEN, emergencies=(EMERGENCY,), involvements=(PRIVATE, elsewhere))
    assert not shown(database, NURSE, urgent)
    assert not shown(database, NURSE, replace(urgent, involvements=(elsewhere,)))


def test_to_whom_it_was_never_shown_its_refusal_is_that_of_nothing() -> None:
    shares, past = (ON_TASK,), (replace(ON_TASK, until=YESTERDAY),)
    over = replace(EMERGENCY, opened_at=NOW - timedelta(hours=2), ends_at=NOW - timedelta(hours=1))
    for world in (replace(WRITTEN, shares=shares), replace(WRITTEN, shares=past, emergencies=(over,))):
        for purpose in (None, Purpose.DIRECT_CARE, Purpose.HOUSING_SUPPORT):
            for viewer in (NURSE, SYSTEM, COLLEAGUE):
                for ask in world.asks(purpose):
                    if ask.what in (What.CASE, What.RECORD, What.HISTORY):
                        assert decide(viewer, ask, world.facts(viewer, "per_1")).rule == "absent"  # type: ignore[union-attr]


def test_its_protected_addresses_open_for_safeguarding_only_and_it_stays_sealed_where_it_was(database: Engine) -> None:
    guarded = replace(
        WRITTEN, records=(replace(RECORD, private=True, data_class=DataClass.PROTECTED_ADDRESS, sealed=True),)
    )
    assert seen(database, NAMED, guarded) & ALL_OF_IT == {("case", "cas_1")}
    assert seen(database, NAMED, guarded, Purpose.SAFEGUARDING_ADULT) & ALL_OF_IT == ALL_OF_IT


def test_each_look_at_it_is_kept_from_her_and_looked_at_again() -> None:
    for purpose in (Purpose.DIRECT_CARE, None):
        for ask in WRITTEN.asks(purpose):
            if ask.what in (What.CASE, What.RECORD, What.HISTORY):
                permit = decide(NAMED, ask, WRITTEN.facts(NAMED, "per_1"))
                assert isinstance(permit, Permit)
                assert (permit.basis, permit.withheld, permit.valid_until) == ("own", True, NOW + KEPT_BACK)
                assert permit.purpose == (purpose or "")
    for ask in WORLD.asks(None):
        if ask.what is What.CASE:
            permit = decide(COLLEAGUE, ask, WORLD.facts(COLLEAGUE, "per_1"))
            assert isinstance(permit, Permit)
            assert not permit.withheld
