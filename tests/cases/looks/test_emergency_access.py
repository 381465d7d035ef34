"""Emergency access: minutes, named classes, a reason, always reviewed; never what must never be opened this way."""

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.cases.domain.emergency import EmergencyState
from services.cases.usecases.emergency.list_emergency_accesses import ListEmergencyAccesses
from tests.cases.sharing_town import HEALTH_VISITOR, PAGE, SharingTown, holding
from tests.cases.town import AMINA, COUNCIL, NHS, NUMBERS, REFUGE, row, worker

MANAGER = holding(worker(NHS, "acc_nhs_manager", "manager"), "emergency:review")


async def test_it_opens_the_named_classes_to_the_reader_for_its_minutes(town: SharingTown) -> None:
    finance, housing = await town.record("finance"), await town.record("housing")
    access = await town.break_in("finance", minutes=15)
    assert (await town.read(finance, why="safeguarding_adult")).record.content
    assert [r.id for r in (await town.records()).records] == [finance.id]
    with pytest.raises(NotFound):
        await town.read(housing)
    with pytest.raises(NotFound):
        await town.read(finance, worker(NHS, "acc_colleague"))
    town.later(minutes=15)
    with pytest.raises(Denied, match="ended"):
        await town.read(finance)
    assert access.state(town.town.clock.now()) is EmergencyState.AWAITING_REVIEW


async def test_it_never_opens_a_protected_address_nor_a_sealed_record(town: SharingTown) -> None:
    with pytest.raises(Invalid):
        await town.break_in("protected_address")
    sealed = await town.record("finance", sealed=True)
    await town.break_in("finance")
    with pytest.raises(NotFound):
        await town.read(sealed)
    assert (await town.cases()).total == 0


async def test_it_never_opens_what_a_private_service_holds(town: SharingTown) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    helper = worker(REFUGE, "acc_helper", "duty")
    case = await town.open_case(helper)
    room = await town.record(caller=helper, case=case.id)
    home = await town.record()
    await town.break_in("housing", minutes=15)
    assert (await town.read(home, why="safeguarding_adult")).record.content
    assert [c.organisation_id for c in (await town.cases()).cases] == [COUNCIL]
    with pytest.raises(NotFound) as hidden:
        await town.read(room, why="safeguarding_adult")
    town.later(minutes=15)
    with pytest.raises(NotFound) as past:
        await town.read(room, why="safeguarding_adult")
    with pytest.raises(NotFound) as absent:
        await town.read("rec_00000000000000000000000000", why="safeguarding_adult")
    assert hidden.value.detail == past.value.detail == absent.value.detail


async def test_whom_only_a_private_service_knows_cannot_be_told_from_nobody(town: SharingTown) -> None:
    await town.town.take(REFUGE, [row("R1", given="Noor", nhs_number=NUMBERS[1])], shielded=True)
    told = []
    for person_id in (await town.town.person(REFUGE, "R1"), "per_nobody"):
        town.amina = person_id
        for act in (town.break_in("finance"), town.open_case(), town.share(case_id="")):
            with pytest.raises(NotFound) as refused:
                await act
            told.append((refused.value.code, refused.value.detail))
    assert told[:3] == told[3:]


async def test_her_page_says_it_loudly_with_the_reason(town: SharingTown) -> None:
    record = await town.record("finance")
    await town.break_in("finance", reason="Found at the roadside at night.")
    await town.read(record)
    [look] = (await town.my_disclosures()).disclosures
    assert look.emergency
    assert "Found at the roadside at night." in look.because
    assert ("emergency-access.opened", town.amina) in await town.town.told()


@pytest.mark.parametrize(("minutes", "reason"), [(0, "Found unconscious."), (61, "Found unconscious."), (5, "because")])
async def test_without_a_reason_or_for_hours_it_is_not_opened(town: SharingTown, minutes: int, reason: str) -> None:
    with pytest.raises(Invalid):
        await town.break_in("finance", minutes=minutes, reason=reason)
    assert await town.leaves("emergency-access.opened") == 0


async def test_nobody_opens_it_about_himself_or_about_nobody(town: SharingTown) -> None:
    await town.link(HEALTH_VISITOR.subject, town.amina)
    with pytest.raises(Denied):
        await town.break_in("finance")
    town.amina = "per_nobody"
    with pytest.raises(NotFound):
        await town.break_in("finance")


async def test_somebody_else_of_the_organisation_reviews_it_once_and_that_ends_it(town: SharingTown) -> None:
    record = await town.record("finance")
    access = await town.break_in("finance")
    listed = (await ListEmergencyAccesses(town.town.work)(MANAGER, PAGE)).items
    assert [one.access.id for one in listed] == [access.id]
    with pytest.raises(Denied):
        await town.review(access, holding(HEALTH_VISITOR, "emergency:review"))
    with pytest.raises(NotFound):
        await town.review(access, holding(worker(COUNCIL, "acc_council_manager", "manager"), "emergency:review"))
    assert (await town.review(access, MANAGER, justified=False)).state(town.town.clock.now()) == "not_justified"
    with pytest.raises(Denied):
        await town.read(record)
    with pytest.raises(Conflict):
        await town.review(access, MANAGER)
    assert (await ListEmergencyAccesses(town.town.work)(MANAGER, PAGE)).items == []
