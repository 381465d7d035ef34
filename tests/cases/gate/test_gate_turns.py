"""What is permitted turns on each single fact: one world, changed in one place, and the three gates say the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from services.cases.domain.casework.case import Case, CaseKind, CaseStatus
from services.cases.domain.casework.record import Earlier, Record
from services.cases.domain.classes import DataClass
from services.cases.domain.consents.confidence import Confidence
from services.cases.domain.consents.consent import Consent, Method
from services.cases.domain.consents.notices import notice
from services.cases.domain.emergency import EmergencyAccess
from services.cases.domain.gate.disclosure import Permit, What, decide
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.purposes import Purpose
from services.cases.domain.retention.schedule import Retention
from services.cases.domain.sharing.agreement import Agreement
from services.cases.domain.sharing.basis import Basis, BasisKind
from services.cases.domain.sharing.share import Ended, Share
from services.cases.domain.viewer import PARENT, Viewer, ViewerKind
from tests.cases.gate.gate_hubs import Hubs, Left
from tests.cases.gate.gate_opinions import cedar, sql
from tests.cases.gate.gate_rows import engine, stored
from tests.cases.gate.gate_worlds import NOW, TODAY, World

CARE, YESTERDAY = Purpose.DIRECT_CARE, TODAY - timedelta(days=1)
HOUSING, HEALTH, ADDRESS = (
    frozenset({word}) for word in (DataClass.HOUSING, DataClass.HEALTH, DataClass.PROTECTED_ADDRESS)
)
MIND = frozenset({DataClass.MENTAL_HEALTH})
NURSE = Viewer(ViewerKind.WORKER, "acc_b2", "org_b", "worker", "pro_b2")
SYSTEM = Viewer(ViewerKind.PARTNER, "cli_b", "org_b", "partner")
HERSELF = Viewer(ViewerKind.RESIDENT, "acc_r")
CARER = Viewer(ViewerKind.PROXY, "acc_q", role="carer", reaches=HOUSING | MIND | ADDRESS)
BOTH = frozenset({"org_a", "org_b"})
RECORD = Record("rec_1", "cas_1", "per_1", "org_a", DataClass.HOUSING, "", "", False, NOW, 1)
CONSENT = Consent(
    id="con_1",
    person_id="per_1",
    from_organisation_id="org_a",
    to_organisation_ids=frozenset({"org_b"}),
    data_classes=HOUSING,
    purpose=CARE,
    expires_on=TODAY,
    method=Method.ONLINE,
    notice=notice("en"),
    given_at=NOW,
    given_by="acc_r",
)
AGREEMENT = Agreement("agr_1", "", BOTH, BOTH, frozenset({CARE}), HOUSING, TODAY)
SHARE = Share(
    id="shr_1",
    person_id="per_1",
    case_id="cas_1",
    involvement_id="",
    from_organisation_id="org_a",
    to_organisation_ids=frozenset({"org_b"}),
    data_classes=HOUSING,
    purpose=CARE,
    until=TODAY,
    basis=Basis(BasisKind.CONSENT, consent_id="con_1"),
    agreement_id="agr_1",
    created_at=NOW,
    created_by="acc",
)
ON_TASK = replace(SHARE, basis=Basis(BasisKind.PUBLIC_TASK))
EMERGENCY = EmergencyAccess(
    "eme_1", "per_1", "org_b", "acc_b2", HOUSING, "", NOW, NOW + timedelta(minutes=1), NOW + timedelta(days=1)
)
WORK = Involvement(
    id="inv_1",
    person_id="per_1",
    organisation_id="org_a",
    professional_id="pro_a",
    team="",
    role="",
    since=YESTERDAY,
    until=None,
    source="feed",
    as_of=None,
    confirmed=True,
    declared_by="",
    shielded=False,
)
PRIVATE = replace(WORK, shielded=True)
OPENING = replace(ON_TASK, case_id="", involvement_id="inv_1", data_classes=frozenset())
KEPT = Confidence("cnf_1", "per_1", "org_c", HOUSING, TODAY, "", "", NOW)
WORLD = World(
    cases=(Case("cas_1", "per_1", "org_a", "", CaseKind.HOUSING, CaseStatus.OPEN, NOW, 1, Retention.HOUSING),),
    records=(RECORD,),
    involvements=(),
    agreements=(AGREEMENT,),
    consents=(CONSENT,),
    shares=(SHARE,),
    emergencies=(),
    earlier=(Earlier("rec_1", 1, "", "", NOW, "acc", "worker", ""),),
    confidences=(),
    knowledge=(),
    hubs=Hubs(frozenset(), (), (), (), ()),
    links={},
)
URGENT = replace(WORLD, shares=(), emergencies=(EMERGENCY,))
HERS = replace(WORLD, shares=(ON_TASK,), links={"acc_r": "per_1", "acc_q": "per_1"})
ALL_OF_IT = {("case", "cas_1"), ("record", "rec_1"), ("history", "rec_1")}
NOTHING = set[tuple[str, str]]()


@pytest.fixture(scope="module")
def database() -> Iterator[Engine]:
    made = engine()
    yield made
    made.dispose()


def seen(
    database: Engine, viewer: Viewer, world: World, purpose: Purpose | None = CARE, *, lists: bool = False
) -> set[tuple[str, str]]:
    """What is permitted, as all three say; without the organisation's own list of shares, unless it is asked for."""
    pure = {
        (viewer.subject, ask.what.value, ask.object_id or ask.person_id)
        for ask in world.asks(purpose)
        if isinstance(decide(viewer, ask, world.facts(viewer, ask.person_id)), Permit)
    }
    assert cedar(world, [viewer], purpose) == pure
    with stored(database, world) as tx:
        assert sql(tx, [viewer], purpose) == {each for each in pure if each[1] not in (What.NETWORK, What.PERSON)}
    hidden = {What.NETWORK.value} if lists else {What.NETWORK.value, What.SHARE.value}
    return {(what, id_) for _, what, id_ in pure if what not in hidden}


def shared(**more: Any) -> World:
    return replace(WORLD, shares=(replace(SHARE, **more),))


def test_a_share_on_consent_under_an_agreement_carries_to_the_last_day_of_all_three(database: Engine) -> None:
    assert seen(database, NURSE, WORLD) == ALL_OF_IT
    assert seen(database, SYSTEM, WORLD) == ALL_OF_IT


@pytest.mark.parametrize(
    "world",
    {
        "the consent was taken back": replace(WORLD, consents=(replace(CONSENT, withdrawn_at=NOW),)),
        "the consent is over": replace(WORLD, consents=(replace(CONSENT, expires_on=YESTERDAY),)),
        "there is no such consent": replace(WORLD, consents=()),
        "the agreement is over": replace(WORLD, agreements=(replace(AGREEMENT, expires_on=YESTERDAY),)),
        "a party has not accepted": replace(WORLD, agreements=(replace(AGREEMENT, accepted_by=frozenset({"org_a"})),)),
        "there is no such agreement": replace(WORLD, agreements=()),
        "the giver ended it": shared(ended=Ended.BY_GIVER, ended_at=NOW),
        "its last day is past": shared(until=YESTERDAY),
        "it goes to another": shared(to_organisation_ids=frozenset({"org_c"})),
        "it is another's": shared(from_organisation_id="org_c"),
        "it is about another person": shared(person_id="per_2"),
        "it opens an involvement": shared(involvement_id="inv_1"),
        "it opens a contribution": shared(contribution_id="ctb_1"),
        "the reader is the person": replace(WORLD, links={"acc_b2": "per_1"}),
    }.items(),
    ids=lambda turn: turn[0],
)
def test_without_one_of_them_nothing_is_there(database: Engine, world: tuple[str, World]) -> None:
    assert seen(database, NURSE, world[1]) == NOTHING


def test_a_share_is_for_its_purpose_its_case_and_its_classes(database: Engine) -> None:
    assert seen(database, NURSE, WORLD, Purpose.SAFEGUARDING_ADULT) == NOTHING
    assert seen(database, NURSE, WORLD, None) == ALL_OF_IT
    assert seen(database, NURSE, shared(case_id="cas_2")) == NOTHING
    assert seen(database, NURSE, shared(case_id="")) == ALL_OF_IT
    assert seen(database, NURSE, shared(data_classes=HEALTH)) == {("case", "cas_1")}
    assert seen(database, NURSE, shared(data_classes=HEALTH, case_id="")) == NOTHING
    assert seen(database, NURSE, replace(WORLD, records=(replace(RECORD, sealed=True),))) == {("case", "cas_1")}


def test_a_protected_address_is_opened_by_consent_and_by_nothing_else(database: Engine) -> None:
    address = replace(WORLD, records=(replace(RECORD, data_class=DataClass.PROTECTED_ADDRESS),))
    on_consent = replace(address, shares=(replace(SHARE, data_classes=ADDRESS),))
    on_task = replace(address, shares=(replace(ON_TASK, data_classes=ADDRESS),))
    urgent = replace(address, shares=(), emergencies=(replace(EMERGENCY, data_classes=ADDRESS),))
    assert ("record", "rec_1") in seen(database, NURSE, on_consent)
    assert ("record", "rec_1") not in seen(database, NURSE, on_task)
    assert seen(database, NURSE, urgent) == NOTHING
    guardian = replace(NURSE, organisation_id="org_a")
    assert ("record", "rec_1") not in seen(database, guardian, address)
    assert ("record", "rec_1") in seen(database, guardian, address, Purpose.SAFEGUARDING_ADULT)
    theirs = replace(SYSTEM, organisation_id="org_a")
    assert ("record", "rec_1") not in seen(database, theirs, address, Purpose.SAFEGUARDING_ADULT)


def test_an_emergency_opens_its_classes_to_its_reader_in_that_work_until_it_ends(database: Engine) -> None:
    assert seen(database, NURSE, URGENT) == ALL_OF_IT
    for turned in (
        replace(EMERGENCY, ends_at=NOW),
        replace(EMERGENCY, opened_at=NOW + timedelta(seconds=1)),
        replace(EMERGENCY, opened_by="acc_b"),
        replace(EMERGENCY, organisation_id="org_c"),
        replace(EMERGENCY, person_id="per_2"),
        replace(EMERGENCY, data_classes=HEALTH),
    ):
        assert seen(database, NURSE, replace(URGENT, emergencies=(turned,))) == NOTHING
    assert seen(database, NURSE, replace(URGENT, involvements=(PRIVATE,))) == NOTHING
    assert ("record", "rec_1") in seen(database, NURSE, replace(URGENT, involvements=(WORK, replace(PRIVATE, id="x"))))
    unsure = replace(PRIVATE, confirmed=False)
    assert ("record", "rec_1") in seen(database, NURSE, replace(URGENT, involvements=(unsure,)))


INVOLVED = ("involvement", "inv_1")


def test_an_involvement_is_shown_to_members_to_a_duty_desk_and_to_its_own(database: Engine) -> None:
    alone = replace(WORLD, shares=(), involvements=(WORK,))
    member = replace(WORK, id="inv_2", organisation_id="org_b")
    with_us = replace(alone, involvements=(WORK, member))
    duty, desk_system = replace(NURSE, role="duty"), replace(SYSTEM, role="duty")
    assert INVOLVED not in seen(database, NURSE, alone)
    assert INVOLVED in seen(database, NURSE, with_us)
    assert INVOLVED in seen(database, SYSTEM, with_us)
    for gone in (
        replace(member, until=YESTERDAY),
        replace(member, confirmed=False),
        replace(member, person_id="per_2"),
    ):
        assert INVOLVED not in seen(database, NURSE, replace(alone, involvements=(WORK, gone)))
    assert INVOLVED in seen(database, duty, alone)
    assert INVOLVED not in seen(database, desk_system, alone)
    declared = replace(alone, involvements=(replace(WORK, confirmed=False),))
    assert INVOLVED not in seen(database, duty, declared)
    assert INVOLVED in seen(database, replace(NURSE, organisation_id="org_a"), declared)


TOLD = {("share", "shr_1"), ("consent", "con_1")}


def told(database: Engine, viewer: Viewer, world: World) -> set[tuple[str, str]]:
    return {each for each in seen(database, viewer, world, None, lists=True) if each[0] in ("share", "consent")}


def test_her_pages_tell_of_what_she_was_told(database: Engine) -> None:
    assert told(database, HERSELF, HERS) == TOLD
    assert told(database, CARER, HERS) == TOLD
    assert told(database, replace(HERSELF, subject="acc_x"), HERS) == NOTHING
    nobody = Viewer(ViewerKind.NOBODY, "acc_r")
    assert told(database, nobody, HERS) == NOTHING
    quiet = replace(ON_TASK, basis=Basis(BasisKind.PUBLIC_TASK, informed=False))
    assert told(database, HERSELF, replace(HERS, shares=(quiet,))) == {("consent", "con_1")}
    assert told(database, HERSELF, replace(HERS, shares=(OPENING,))) == {("consent", "con_1")}


def test_what_a_private_service_has_to_do_with_is_on_no_page(database: Engine) -> None:
    for service in ("org_a", "org_b"):
        private = replace(HERS, involvements=(replace(PRIVATE, organisation_id=service),))
        # What she gave on the screen herself she can take back there.
        assert told(database, HERSELF, private) == {("consent", "con_1")}
        aloud = replace(private, consents=(replace(CONSENT, method=Method.SPOKEN),))
        assert told(database, HERSELF, aloud) == NOTHING
        assert told(database, CARER, private) == NOTHING
        unsure = replace(private, involvements=(replace(PRIVATE, organisation_id=service, confirmed=False),))
        assert told(database, CARER, unsure) == TOLD
        openly = replace(private, involvements=(*private.involvements, replace(WORK, id="o", organisation_id=service)))
        assert told(database, CARER, openly) == TOLD
        assert told(database, HERSELF, replace(openly, consents=aloud.consents)) == TOLD


def test_who_acts_for_her_is_told_within_the_mandate(database: Engine) -> None:
    def about(classes: frozenset[DataClass], **more: Any) -> World:
        share, consent = replace(ON_TASK, data_classes=classes), replace(CONSENT, data_classes=classes)
        return replace(HERS, shares=(share,), consents=(consent,), **more)

    assert told(database, CARER, about(MIND)) == TOLD
    assert told(database, CARER, about(HOUSING | HEALTH)) == NOTHING
    assert told(database, CARER, about(ADDRESS)) == NOTHING
    assert told(database, CARER, about(frozenset())) == NOTHING
    mother = replace(CARER, role=PARENT)
    assert told(database, mother, about(HOUSING)) == TOLD
    assert told(database, mother, about(MIND)) == NOTHING
    assert told(database, CARER, about(HOUSING, confidences=(KEPT,))) == NOTHING
    assert told(database, CARER, about(MIND, confidences=(KEPT,))) == TOLD
    assert told(database, CARER, about(HOUSING, confidences=(replace(KEPT, ended_at=NOW),))) == TOLD
    assert told(database, CARER, about(HOUSING, confidences=(replace(KEPT, person_id="per_2"),))) == TOLD
    for confides in ("org_a", "org_b"):
        kept = replace(KEPT, organisation_id=confides, data_classes=frozenset())
        assert told(database, CARER, about(MIND, confidences=(kept,))) == NOTHING


def test_who_acts_for_her_sees_who_supports_her_within_the_mandate(database: Engine) -> None:
    supported = replace(HERS, involvements=(WORK,))
    assert INVOLVED in seen(database, HERSELF, supported)
    for turned in (PRIVATE, replace(WORK, confirmed=False)):
        for viewer in (HERSELF, CARER):
            assert INVOLVED not in seen(database, viewer, replace(supported, involvements=(turned,)))
    social = replace(CARER, reaches=frozenset({DataClass.SOCIAL_CARE}))
    health = replace(CARER, reaches=HEALTH)
    assert INVOLVED in seen(database, social, supported)
    assert INVOLVED not in seen(database, health, supported)
    kept = replace(KEPT, data_classes=social.reaches)
    assert INVOLVED not in seen(database, social, replace(supported, confidences=(kept,)))
    assert INVOLVED in seen(database, social, replace(supported, confidences=(replace(kept, data_classes=HEALTH),)))
    by_it = replace(KEPT, organisation_id="org_a", data_classes=frozenset())
    assert INVOLVED not in seen(database, social, replace(supported, confidences=(by_it,)))


def test_an_organisations_list_of_shares_is_its_own(database: Engine) -> None:
    def listed(viewer: Viewer, world: World) -> bool:
        return ("share", "shr_1") in seen(database, viewer, world, None, lists=True)

    giver = replace(NURSE, organisation_id="org_a")
    assert listed(NURSE, WORLD)
    assert listed(giver, WORLD)
    assert listed(SYSTEM, WORLD)
    assert not listed(replace(SYSTEM, organisation_id="org_a"), WORLD)
    assert not listed(replace(NURSE, organisation_id="org_c"), WORLD)
    assert not listed(giver, replace(WORLD, links={giver.subject: "per_1"}))
    opening = replace(WORLD, shares=(OPENING,), involvements=(PRIVATE,))
    assert not listed(giver, opening)
    assert listed(replace(giver, role="duty"), opening)
    assert listed(NURSE, opening)


def test_nobody_is_shown_nothing_whatever_else_is_said_of_him(database: Engine) -> None:
    member = replace(WORK, id="inv_2", organisation_id="org_b")
    world = replace(URGENT, shares=(SHARE,), involvements=(WORK, member))
    for role in ("worker", "duty", "manager", "dpo"):
        nobody = replace(NURSE, kind=ViewerKind.NOBODY, role=role)
        for viewer in (nobody, replace(nobody, organisation_id="org_a")):
            assert seen(database, viewer, world, lists=True) == NOTHING


def test_what_left_to_or_from_a_private_service_is_in_no_others_file(database: Engine) -> None:
    left = Left("dis_1", "per_1", holder_id="org_a", to="org_b", enquiry_id="", kept_by="", released=False)
    filed = replace(WORLD, shares=(), hubs=replace(WORLD.hubs, left=(left,)))
    held_by, received_by = (replace(NURSE, role="dpo", organisation_id=own) for own in ("org_a", "org_b"))
    for officer, other in ((held_by, "org_b"), (received_by, "org_a")):
        private = replace(filed, involvements=(replace(PRIVATE, organisation_id=other),))
        own_private = replace(filed, involvements=(replace(PRIVATE, organisation_id=officer.organisation_id),))
        assert ("export", "dis_1") in seen(database, officer, filed, None)
        assert ("export", "dis_1") in seen(database, officer, own_private, None)
        assert ("export", "dis_1") not in seen(database, officer, private, None)
        system = replace(officer, kind=ViewerKind.PARTNER)
        assert ("export", "dis_1") not in seen(database, system, filed, None)
