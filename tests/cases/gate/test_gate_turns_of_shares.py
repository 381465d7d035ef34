"""Who is told of a share, and what one opens, turns on whose it is: one share, and the three gates say the same."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from services.cases.domain.classes import DataClass
from services.cases.domain.consents.consent import Method
from services.cases.domain.viewer import Viewer, ViewerKind
from tests.cases.gate.gate_worlds import NOW, World
from tests.cases.gate.test_gate_turns import (
    ADDRESS,
    AGREEMENT,
    ALL_OF_IT,
    BOTH,
    CARER,
    CONSENT,
    HERS,
    HERSELF,
    INVOLVED,
    KEPT,
    MIND,
    NOTHING,
    NURSE,
    OPENING,
    PRIVATE,
    RECORD,
    SHARE,
    SYSTEM,
    TOLD,
    WORK,
    WORLD,
    database,
    seen,
)

__all__ = ["database"]

GIVER, GIVERS_SYSTEM = replace(NURSE, organisation_id="org_a"), replace(SYSTEM, organisation_id="org_a")
REFERRED = replace(WORLD, shares=(replace(OPENING, involvement_id="", private=True),))


def told(database: Engine, viewer: Viewer, world: World) -> bool:
    return ("share", "shr_1") in seen(database, viewer, world, None, lists=True)


def test_what_goes_with_a_private_referral_is_told_to_the_brokers_of_both_and_to_nobody_else(database: Engine) -> None:
    for role, speaks in (("duty", True), ("manager", True), ("worker", False), ("guardian", False), ("dpo", False)):
        for viewer in (GIVER, NURSE):
            assert told(database, replace(viewer, role=role), REFERRED) is speaks
        for system in (GIVERS_SYSTEM, SYSTEM):
            assert not told(database, replace(system, role=role), REFERRED)
        assert not told(database, replace(NURSE, role=role, organisation_id="org_c"), REFERRED)


def test_nor_is_it_on_her_own_pages(database: Engine) -> None:
    [plain] = HERS.shares
    for viewer in (HERSELF, CARER):
        assert told(database, viewer, HERS)
        assert not told(database, viewer, replace(HERS, shares=(replace(plain, private=True),)))


def test_a_broker_is_not_told_of_what_goes_with_a_referral_about_himself(database: Engine) -> None:
    for viewer in (replace(GIVER, role="duty"), replace(NURSE, role="duty")):
        assert not told(database, viewer, replace(REFERRED, links={viewer.subject: "per_1"}))


def test_of_a_share_that_opens_a_private_service_a_givers_system_hears_nothing_whatever_its_role(
    database: Engine,
) -> None:
    opening = replace(WORLD, shares=(OPENING,), involvements=(PRIVATE,))
    for role in ("duty", "manager", "partner"):
        assert not told(database, replace(GIVERS_SYSTEM, role=role), opening)
        assert told(database, replace(SYSTEM, role=role), opening)


def test_what_names_its_giver_as_a_recipient_opens_nothing_more_to_the_giver(database: Engine) -> None:
    record, share = replace(RECORD, data_class=DataClass.PROTECTED_ADDRESS), replace(SHARE, data_classes=ADDRESS)
    address = replace(WORLD, records=(record,), shares=(replace(share, to_organisation_ids=BOTH),))
    assert ("record", "rec_1") in seen(database, NURSE, address)
    assert ("record", "rec_1") not in seen(database, GIVER, address)
    opening = replace(OPENING, to_organisation_ids=BOTH)
    private = replace(WORLD, shares=(opening,), involvements=(PRIVATE,))
    assert INVOLVED in seen(database, NURSE, private)
    assert INVOLVED not in seen(database, GIVER, private)


def hers(database: Engine, viewer: Viewer, world: World) -> set[tuple[str, str]]:
    return {each for each in seen(database, viewer, world, None, lists=True) if each[0] in ("share", "consent")}


def test_one_share_is_not_judged_by_what_another_goes_to_or_is_of(database: Engine) -> None:
    [plain] = HERS.shares
    to_another = replace(plain, id="shr_2", to_organisation_ids=frozenset({"org_c"}))
    privately = replace(HERS, shares=(plain, to_another), involvements=(replace(PRIVATE, organisation_id="org_c"),))
    for viewer in (HERSELF, CARER):
        assert {id_ for what, id_ in hers(database, viewer, privately) if what == "share"} == {"shr_1"}
    in_confidence = replace(HERS, shares=(plain, to_another), confidences=(replace(KEPT, data_classes=MIND),))
    assert {id_ for what, id_ in hers(database, CARER, in_confidence) if what == "share"} == {"shr_1"}
    of_nothing = replace(plain, id="shr_2", data_classes=frozenset())
    assert hers(database, CARER, replace(HERS, shares=(plain, of_nothing))) == TOLD


def test_a_private_service_is_not_made_plain_by_what_somebody_there_only_says_of_himself(database: Engine) -> None:
    said = replace(WORK, id="inv_2", confirmed=False)
    for viewer, consent in ((CARER, CONSENT), (HERSELF, replace(CONSENT, method=Method.SPOKEN))):
        privately = replace(HERS, consents=(consent,), involvements=(PRIVATE, said))
        assert ("consent", "con_1") not in hers(database, viewer, privately)
        plainly = replace(privately, involvements=(PRIVATE, replace(said, confirmed=True)))
        assert ("consent", "con_1") in hers(database, viewer, plainly)


def test_who_works_privately_with_somebody_else_is_named_on_her_pages(database: Engine) -> None:
    elsewhere = replace(HERS, involvements=(replace(PRIVATE, person_id="per_2"),))
    for viewer in (HERSELF, CARER):
        assert hers(database, viewer, elsewhere) == TOLD


@pytest.mark.parametrize("kind", [ViewerKind.WORKER, ViewerKind.PARTNER, ViewerKind.NOBODY])
def test_her_own_pages_are_nobody_elses_whatever_is_said_of_him(database: Engine, kind: ViewerKind) -> None:
    assert hers(database, CARER, HERS) == TOLD
    assert hers(database, replace(CARER, kind=kind), HERS) == set()


def test_what_another_keeps_or_kept_is_not_what_she_keeps(database: Engine) -> None:
    hers_of_another_kind = replace(KEPT, data_classes=frozenset({DataClass.HEALTH}))
    for another in (replace(KEPT, id="cnf_2", person_id="per_2"), replace(KEPT, id="cnf_2", ended_at=NOW)):
        assert hers(database, CARER, replace(HERS, confidences=(hers_of_another_kind, another))) == TOLD


def test_an_agreement_that_waits_to_be_accepted_holds_up_nothing_that_rests_on_another(database: Engine) -> None:
    waits = replace(AGREEMENT, id="agr_2", accepted_by=frozenset({"org_a"}))
    both = replace(WORLD, agreements=(AGREEMENT, waits))
    assert seen(database, NURSE, both) == ALL_OF_IT
    assert seen(database, NURSE, replace(both, shares=(replace(SHARE, agreement_id="agr_2"),))) == NOTHING
