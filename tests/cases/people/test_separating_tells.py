"""An honest mistake, the wrong person linked: whoever read on it is told, and so is whose it was."""

from dataclasses import replace

import pytest

from chassis.errors import Conflict, NotFound
from services.cases.domain.audit.withheld import Ground, Withholding
from services.cases.usecases.people.separate_person import SeparatePerson
from tests.cases.retention.keeping_town import DPO, NHS_DPO, Keeping
from tests.cases.sharing_town import SOCIAL_WORKER, TASK, SharingTown, holding
from tests.cases.town import AMINA, COUNCIL, NHS, NUMBERS, PARTNER, REFUGE, TODAY, worker

MANAGER = worker(NHS, "acc_nhs_manager", "manager")


@pytest.fixture
def keeping(town: SharingTown) -> Keeping:
    return Keeping(town)


async def separate(town: SharingTown, caller: object = MANAGER, local_id: str = "1") -> str:
    undo = SeparatePerson(town.town.work, town.town.ids, town.town.clock)
    return await undo(caller, local_id, "Her twin; the number was mistyped.")  # type: ignore[arg-type]  # a caller


async def test_who_read_on_it_and_whose_it_was_find_the_records_handle_until_they_say_that_they_know(
    town: SharingTown, keeping: Keeping
) -> None:
    _, given = await town.share_on_consent()
    read, unread = await town.record(), await town.record()
    await town.read(read)
    town.later(days=3)
    await separate(town)
    await town.end(given.share.id)
    for officer in (NHS_DPO, DPO):
        assert [(one.record_id, one.what) for one in await keeping.recalls(officer)] == [(read.id, "separated")]
        await keeping.hear(read.id, officer)
        assert list(await keeping.recalls(officer)) == []
    with pytest.raises(NotFound):
        await keeping.hear(unread.id, NHS_DPO)
    assert await town.leaves("knowledge.separated") == 1


async def test_a_share_that_nobody_read_on_waits_for_whoever_gave_it_until_it_is_over(
    town: SharingTown, keeping: Keeping
) -> None:
    _, given = await town.share_on_consent()
    town.later(days=3)
    await separate(town)
    [open_still] = await keeping.recalls(DPO)
    assert (open_still.record_id, open_still.what, open_still.person_id) == (given.share.id, "shared", town.amina)
    assert open_still.at == town.town.clock.now()
    with pytest.raises(Conflict, match="not over"):
        await keeping.hear(given.share.id, DPO)
    assert [one.record_id for one in await keeping.recalls(DPO)] == [given.share.id]
    assert list(await keeping.recalls(NHS_DPO)) == []
    with pytest.raises(NotFound):
        await keeping.hear(given.share.id, NHS_DPO)
    await town.end(given.share.id)
    assert list(await keeping.recalls(DPO)) == []


async def test_so_does_every_one_and_one_that_others_receive_as_well_once(town: SharingTown, keeping: Keeping) -> None:
    agreement = await town.agree(COUNCIL, NHS, PARTNER)
    both = await town.share(to_organisation_ids=[NHS, PARTNER], agreement_id=agreement)
    alone = await town.share(agreement_id=agreement)
    await town.share(to_organisation_ids=[PARTNER], agreement_id=agreement)
    over = await town.share(agreement_id=agreement)
    await town.end(over.share.id)
    await separate(town)
    assert {one.record_id for one in await keeping.recalls(DPO)} == {both.share.id, alone.share.id}


async def test_whoever_gave_it_is_not_told_of_one_about_himself(town: SharingTown, keeping: Keeping) -> None:
    _, given = await town.share_on_consent()
    await separate(town)
    await town.link(DPO.subject, town.amina)
    assert list(await keeping.recalls(DPO)) == []
    with pytest.raises(NotFound):
        await keeping.hear(given.share.id, DPO)


async def test_that_it_was_open_to_a_private_service_is_not_told_to_whoever_gave_it(
    town: SharingTown, keeping: Keeping
) -> None:
    """Whoever shares with an organisation does not learn by it whether a private service of its knows her."""
    await town.town.take(REFUGE, [replace(AMINA, nhs_number=NUMBERS[0])], shielded=True)
    agreement = await town.agree(COUNCIL, REFUGE)
    given = await town.share(to_organisation_ids=[REFUGE], agreement_id=agreement)
    await separate(town, worker(REFUGE, "acc_refuge_manager", "manager"))
    assert list(await keeping.recalls(DPO)) == []
    with pytest.raises(NotFound):
        await keeping.hear(given.share.id, DPO)


async def test_nor_is_it_told_where_the_agency_works_with_her_privately_only(
    town: SharingTown, keeping: Keeping
) -> None:
    async with town.town.work() as work:
        [theirs] = [one for one in await work.involvements.of_person(town.amina) if one.organisation_id == NHS]
        await work.involvements.put([replace(theirs, shielded=True)])
    await town.share_on_consent()
    await separate(town)
    assert list(await keeping.recalls(DPO)) == []


@pytest.mark.parametrize("knows_privately", [False, True])
async def test_whether_a_private_service_of_the_same_agency_knows_her_as_well_changes_nothing(
    town: SharingTown, keeping: Keeping, *, knows_privately: bool
) -> None:
    _, given = await town.share_on_consent()
    if knows_privately:
        await town.town.take(NHS, [replace(AMINA, local_id="2")], shielded=True, name="the clinic")
    await separate(town)
    assert [one.record_id for one in await keeping.recalls(DPO)] == [given.share.id]


async def test_an_opening_of_a_private_service_is_told_to_its_own_guardians_by_its_handle_alone(
    town: SharingTown, keeping: Keeping
) -> None:
    await town.town.take(REFUGE, [replace(AMINA, nhs_number=NUMBERS[0])], shielded=True)
    async with town.town.work() as work:
        [private] = [one for one in await work.involvements.of_person(town.amina) if one.organisation_id == REFUGE]
    agreement = await town.agree(REFUGE, NHS)
    opened = await town.share(
        worker(REFUGE, "acc_refuge_manager", "manager"),
        case_id="",
        involvement_id=private.id,
        data_classes=[],
        basis=replace(TASK, kind="legal_obligation"),
        agreement_id=agreement,
    )
    await separate(town)
    theirs = holding(worker(REFUGE, "acc_refuge_dpo", "dpo"), "retention:decide")
    assert [(one.record_id, one.person_id) for one in await keeping.recalls(theirs)] == [(opened.share.id, "")]
    assert list(await keeping.recalls(DPO)) == []


async def test_nobody_else_is_told(town: SharingTown, keeping: Keeping) -> None:
    agreement = await town.agree(COUNCIL, NHS, PARTNER)
    await town.share(to_organisation_ids=[NHS, PARTNER], agreement_id=agreement)
    record = await town.record()
    await town.read(record)
    await town.read(record, worker(PARTNER, "acc_partner"))
    await separate(town)
    theirs = holding(worker(PARTNER, "acc_partner_dpo", "dpo"), "retention:decide")
    assert list(await keeping.recalls(theirs)) == []


async def test_reading_it_again_says_nothing_and_a_correction_does_not_cover_it(
    town: SharingTown, keeping: Keeping
) -> None:
    await town.share_on_consent()
    record = await town.record()
    await town.read(record)
    await separate(town)
    town.later(hours=1)
    await town.read(record, SOCIAL_WORKER)
    await town.correct(record)
    await town.read(record)
    for officer, waiting in ((NHS_DPO, ["separated"]), (DPO, ["separated", "shared"])):
        assert sorted(one.what for one in await keeping.recalls(officer)) == waiting


async def test_what_was_read_before_they_were_linked_was_read_rightly(town: SharingTown, keeping: Keeping) -> None:
    """The agency knew her by another entry, under which it read."""
    await town.share_on_consent()
    record = await town.record()
    await town.read(record)
    town.later(days=1)
    await town.town.take(NHS, [replace(AMINA, local_id="2")])
    town.later(days=1)
    await separate(town, local_id="2")
    assert list(await keeping.recalls(NHS_DPO)) == list(await keeping.recalls(DPO)) == []


async def test_a_look_that_its_reader_keeps_back_is_told_to_the_reader_only(
    town: SharingTown, keeping: Keeping
) -> None:
    await town.share_on_consent()
    record = await town.record()
    await town.read(record, withholding=Withholding(Ground.RISK_TO_ANOTHER, "A sibling may be at risk.", TODAY))
    await separate(town)
    assert [one.record_id for one in await keeping.recalls(NHS_DPO)] == [record.id]
    assert [one.what for one in await keeping.recalls(DPO)] == ["shared"], "as where nobody looked"


async def test_that_a_private_service_read_it_is_not_told_to_whose_it_was(town: SharingTown, keeping: Keeping) -> None:
    await town.town.take(REFUGE, [replace(AMINA, nhs_number=NUMBERS[0])], shielded=True)
    agreement = await town.agree(COUNCIL, REFUGE)
    await town.share(to_organisation_ids=[REFUGE], agreement_id=agreement)
    record, manager = await town.record(), worker(REFUGE, "acc_refuge_manager", "manager")
    await town.read(record, manager)
    await separate(town, manager)
    theirs = holding(worker(REFUGE, "acc_refuge_dpo", "dpo"), "retention:decide")
    assert [one.record_id for one in await keeping.recalls(theirs)] == [record.id]
    assert list(await keeping.recalls(DPO)) == []
