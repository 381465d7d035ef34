"""What somebody may not see for a child, nobody lets others see on that authority; and nobody records his own say."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from chassis.errors import Denied, Invalid
from chassis.tokens import Caller
from services.cases.domain.consents.confidence import Confidence
from services.cases.usecases.consents.keep_in_confidence import ConfidenceWish, KeepInConfidence
from tests.cases.sharing.test_consent_record import by_mandate, child
from tests.cases.sharing_town import SOCIAL_WORKER, SharingTown, sharing_town
from tests.cases.town import COUNCIL, NUMBERS, SCHOOL, row, worker

MIA = row("9", "Mia", "Begum", "2013-06-01", nhs_number=NUMBERS[1])


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    async with sharing_town(database_url, tmp_path) as there:
        yield there


async def confide(town: SharingTown, mia: str, *classes: str, caller: Caller = SOCIAL_WORKER) -> Confidence:
    wish = ConfidenceWish(mia, classes, "2026-11-20", "Dr Lee, school nurse")
    return await KeepInConfidence(town.town.work, town.town.ids, town.town.clock)(caller, wish)


async def test_what_she_keeps_from_who_acts_for_her_is_shared_on_nobodys_word_but_hers(town: SharingTown) -> None:
    mia = await child(town)
    for agency in (COUNCIL, SCHOOL):
        await town.town.take(agency, [MIA])
    await confide(town, mia, "housing", caller=worker(SCHOOL, "acc_nurse"))
    with pytest.raises(Invalid) as beyond:
        await by_mandate(town, mia)
    assert beyond.value.fields[0].field == "data_classes"
    assert (await by_mandate(town, mia, data_classes=["health"])).data_classes == {"health"}


async def test_nor_is_what_an_organisation_holds_that_works_with_her_in_confidence(town: SharingTown) -> None:
    mia = await child(town)
    await confide(town, mia)
    with pytest.raises(Invalid) as nothing:
        await by_mandate(town, mia)
    assert nothing.value.fields[0].field == "mandate_id"


async def test_a_worker_records_no_say_of_his_own_for_a_child(town: SharingTown) -> None:
    mia = await child(town)
    mandate = town.town.mandates.live["man_1"]
    town.town.mandates.live["man_1"] = replace(mandate, proxy_id=SOCIAL_WORKER.subject)
    with pytest.raises(Denied) as own:
        await by_mandate(town, mia)
    assert own.value.code == "own-mandate"
    assert (await by_mandate(town, mia, worker(COUNCIL, "acc_colleague"))).person_id == mia


async def test_what_was_agreed_for_her_ends_when_she_keeps_it_from_who_agreed(town: SharingTown) -> None:
    mia = await child(town)
    for agency in (COUNCIL, SCHOOL):
        await town.town.take(agency, [MIA])
    housing, health = await by_mandate(town, mia), await by_mandate(town, mia, data_classes=["health"])

    async def ended() -> list[bool]:
        async with town.town.work() as work:
            return [(await work.consents.get(one.id)).withdrawn_at is not None for one in (housing, health)]

    await confide(town, mia, "housing", caller=worker(SCHOOL, "acc_nurse"))
    assert await ended() == [True, False]
    await confide(town, mia)  # all that the council does with her
    assert await ended() == [True, True]


async def test_of_several_each_ends_at_an_epoch_of_its_own(town: SharingTown) -> None:
    mia = await child(town)
    agreed = [await by_mandate(town, mia, data_classes=[one]) for one in ("housing", "health")]
    await confide(town, mia)
    async with town.town.work() as work:
        first, second = sorted([(await work.consents.get(one.id)).withdrawn_epoch for one in agreed])
        assert first < second == (await work.people.get(mia)).epoch


async def test_what_she_agreed_herself_goes_on(town: SharingTown) -> None:
    consent, _ = await town.share_on_consent()
    await confide(town, town.amina, "housing")
    async with town.town.work() as work:
        assert (await work.consents.get(consent.id)).withdrawn_at is None
