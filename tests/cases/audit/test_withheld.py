"""What is not yet safe to show the resident is absent alike from her pages, counts, receipts and proofs."""

from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from chassis.errors import Denied, NotFound
from chassis.merkle import Sequencer, Signer
from chassis.tokens import Caller
from services.cases.domain.audit.withheld import Ground, Withholding
from services.cases.domain.gate.disclosure import Permit
from services.cases.domain.organisation import Organisation
from services.cases.domain.viewer import viewer_of
from services.cases.ports.casework import Page
from services.cases.store.audit.transparency import SqlTransparency
from services.cases.store.tables.disclosures import disclosure
from services.cases.store.tables.metadata import log
from services.cases.usecases.audit.get_inclusion import GetInclusion
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.networks.confirm_involvement import ConfirmInvolvement
from services.cases.usecases.networks.record_involvement import Working
from tests.cases.audit.her_pages import her_pages
from tests.cases.sharing_town import (
    AMINA_HERSELF,
    HEALTH_VISITOR,
    SOCIAL_WORKER,
    TASK,
    UNTOLD,
    SharingTown,
    holding,
)
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, SCHOOL, worker

ENQUIRY = Withholding(Ground.RISK_TO_ANOTHER, "A sibling may be at risk.", date(2027, 1, 31))
VITAL = replace(TASK, kind="vital_interests")
_ON_A_MANDATE = {"act": "acc_rosa", "act_kind": "carer", "act_for": "man_1", "act_classes": "housing"}
CARER = Caller(AMINA_HERSELF.subject, "proxy", frozenset(), _ON_A_MANDATE)
GUARDIAN = holding(worker(NHS, "acc_guardian", "guardian"), "withheld:release", "audit:read")


async def looked(town: SharingTown, *, withholding: Withholding | None, caller: Caller = HEALTH_VISITOR) -> str:
    """Somebody looked; the id of the disclosure."""
    disclose = Disclose(town.town.ids, town.town.clock)
    async with town.town.work() as work:
        person = (await work.people.held([town.amina]))[town.amina]
        return await disclose(
            work,
            viewer_of(caller),
            person,
            Permit("member", "It works with her."),
            what="network",
            holder_id=caller.claim("org"),
            classes=["identity"],
            withholding=withholding,
        )


async def test_her_pages_are_the_same_bytes_with_a_withheld_look_and_without(
    town: SharingTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        await looked(town, withholding=None)
    before = await her_pages(town, monkeypatch)
    await looked(town, withholding=ENQUIRY)
    assert await her_pages(town, monkeypatch) == before


async def test_somebody_else_releases_it_and_then_it_stands_on_her_page(town: SharingTown) -> None:
    hidden = await looked(town, withholding=ENQUIRY)
    with pytest.raises(Denied):
        await town.release(hidden, holding(HEALTH_VISITOR, "withheld:release"))
    with pytest.raises(NotFound):
        await town.release(hidden, holding(worker(COUNCIL, "acc_dpo", "dpo"), "withheld:release"))
    assert (await town.my_disclosures()).total == 0
    await town.release(hidden, GUARDIAN)
    assert [d.id for d in (await town.my_disclosures()).disclosures] == [hidden]
    assert await town.leaves("withheld.released") == 1


async def test_whose_record_was_read_proves_no_look_that_is_kept_back(town: SharingTown) -> None:
    """Nor one of a private service; nor does anybody prove what he looks at for no organisation."""
    await town.share(until="2026-12-31", purpose="safeguarding_adult")
    record = await town.record()
    await town.read(record, why="safeguarding_adult", withholding=ENQUIRY)
    await town.read(record, why="safeguarding_adult")
    own = await looked(town, withholding=None, caller=SOCIAL_WORKER)
    carers = await looked(town, withholding=None, caller=CARER)
    async with town.town.db.reading() as tx:
        hidden, shown, *_ = (await tx.execute(select(disclosure.c.id).order_by(disclosure.c.id))).scalars()
    prove = GetInclusion(town.town.work, SqlTransparency(town.town.db))

    async def proves(caller: Caller, leaf: str) -> bool:
        try:
            await prove(holding(caller, "audit:read"), leaf, 10)
        except NotFound as problem:
            return problem.code != "not-found"
        return True

    assert [await proves(HEALTH_VISITOR, each) for each in (hidden, shown, own)] == [True, True, False]
    assert [await proves(SOCIAL_WORKER, each) for each in (hidden, shown, own)] == [False, True, True]
    nobody = replace(SOCIAL_WORKER, claims={})
    assert not any([await proves(who, each) for who in (nobody, CARER) for each in (hidden, shown, own, carers)])


async def test_only_the_police_withhold_for_a_police_enquiry(town: SharingTown) -> None:
    enquiry = Withholding(Ground.POLICE_ENQUIRY, "A covert enquiry.", date(2027, 1, 31))
    record = await town.record()
    with pytest.raises(Denied):
        await town.read(record, SOCIAL_WORKER, withholding=enquiry)
    assert await town.leaves("disclosure") == 0
    async with town.town.work() as work:
        await work.organisations.put(Organisation("org_police", "Police", "police", "England"))
    assert await looked(town, withholding=enquiry, caller=worker("org_police", "acc_officer"))
    assert (await town.my_disclosures()).total == 0


async def test_a_share_she_was_not_told_of_shows_nowhere_and_nor_does_what_is_read_on_it(
    town: SharingTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = await town.record("social_care")
    consent = await town.consent()
    before = await her_pages(town, monkeypatch)
    await town.share(data_classes=["social_care"], purpose="safeguarding_adult", until="2026-12-31", basis=UNTOLD)
    assert (await town.read(record, why="safeguarding_adult")).record.content
    assert await her_pages(town, monkeypatch) == before
    assert (await town.withdraw(consent)).continuing == ()


async def test_the_looks_of_a_private_service_are_not_on_her_page(
    town: SharingTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await her_pages(town, monkeypatch)
    await town.town.take(REFUGE, [AMINA], shielded=True)
    await looked(town, withholding=None, caller=worker(REFUGE, "acc_refuge", "duty"))
    assert await her_pages(town, monkeypatch) == before
    await looked(town, withholding=None)
    assert (await town.my_disclosures()).total == 1


async def test_nor_is_what_others_read_of_what_it_holds(town: SharingTown, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await her_pages(town, monkeypatch)
    await town.town.take(REFUGE, [AMINA], shielded=True)
    helper = worker(REFUGE, "acc_refuge", "duty")
    case = await town.open_case(helper, private=False)
    room = await town.record(caller=helper, case=case.id)
    await town.share(helper, case_id=case.id, purpose="safeguarding_adult", until="2026-12-31", basis=VITAL)
    assert (await town.read(room, why="safeguarding_adult")).record.content
    assert await her_pages(town, monkeypatch) == before


async def test_calling_ones_own_work_private_hides_no_look_until_a_manager_confirms_it(town: SharingTown) -> None:
    teacher = worker(SCHOOL, "acc_teacher")
    await looked(town, withholding=None, caller=teacher)
    await town.town.record(teacher, Working(person_id=town.amina, role="teacher", shielded=True))
    [look] = (await town.my_disclosures()).disclosures
    assert look.organisation_id == SCHOOL
    consent = await town.consent(HEALTH_VISITOR, person_id=town.amina, from_organisation_id=SCHOOL)
    assert [one.id for one in (await town.my_sharing()).consents] == [consent.id]
    head = worker(SCHOOL, "acc_head", "manager")
    async with town.town.work() as work:
        [declared] = [one for one in await work.involvements.of_person(town.amina) if one.organisation_id == SCHOOL]
    await ConfirmInvolvement(town.town.work, town.town.clock)(head, declared.id)
    assert (await town.my_disclosures()).total == 0
    assert list((await town.my_sharing()).consents) == []


async def test_she_proves_her_own_leaves_and_the_withheld_ones_are_not_there(town: SharingTown) -> None:
    shown, hidden = await looked(town, withholding=None), await looked(town, withholding=ENQUIRY)
    signer = Signer("kith/cases", Ed25519PrivateKey.generate())
    while await Sequencer(town.town.db, log, signer, town.town.clock).run_once():
        continue
    prove = GetInclusion(town.town.work, SqlTransparency(town.town.db))
    amina = holding(AMINA_HERSELF, "audit:read")
    assert (await prove(amina, shown, 0)).leaf_hash
    with pytest.raises(NotFound) as withheld:
        await prove(amina, hidden, 0)
    with pytest.raises(NotFound) as absent:
        await prove(amina, "dis_00000000000000000000000000", 0)
    assert (withheld.value.detail, withheld.value.code) == (absent.value.detail, absent.value.code)
    assert (await prove(GUARDIAN, hidden, 0)).leaf_hash
    with pytest.raises(NotFound):
        await prove(holding(worker(COUNCIL, "acc_dpo", "dpo"), "audit:read"), hidden, 0)


async def test_a_page_that_ends_before_a_withheld_look_has_no_gap(town: SharingTown) -> None:
    ids = []
    for withheld in (False, True, False, True, False):
        town.later(seconds=1)
        ids.append(await looked(town, withholding=ENQUIRY if withheld else None))
    first = await town.my_disclosures(page=Page(2))
    second = await town.my_disclosures(page=Page(2, first.after))
    assert [d.id for d in (*first.disclosures, *second.disclosures)] == [ids[4], ids[2], ids[0]]
    assert first.total == second.total == 3
    assert second.after is None
