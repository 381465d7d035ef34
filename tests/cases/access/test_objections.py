"""She objects or disputes, is answered with reasons in a month; her words stand beside the records till then."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.cases.domain.objection import MOST_OPEN, Objection, ObjectionState, due
from services.cases.usecases.objections.list_my_objections import ListMyObjections
from services.cases.usecases.objections.list_objections import ListObjections
from tests.cases.retention.keeping_town import DPO, Keeping
from tests.cases.sharing.test_acting_for_another import OFFICER_THERE, proxy
from tests.cases.sharing_town import (
    AMINA_HERSELF,
    HEALTH_VISITOR,
    PAGE,
    SOCIAL_WORKER,
    SharingTown,
    again,
    holding,
)
from tests.cases.town import AMINA, COUNCIL, NHS, NOW, REFUGE, SCHOOL, resident, worker

MANAGER = holding(worker(COUNCIL, "acc_manager", "manager"), "objections:answer")


async def hers(town: SharingTown) -> list[Objection]:
    return list(await ListMyObjections(town.town.work)(AMINA_HERSELF))


async def waiting(town: SharingTown, caller: Any = MANAGER) -> list[Objection]:
    return list((await ListObjections(town.town.work)(caller, PAGE)).items)


async def test_her_words_stand_beside_the_record_for_every_reader_until_they_are_upheld(town: SharingTown) -> None:
    record, other = await town.record(), await town.record("education")
    await town.share_on_consent()
    made = await town.object_to()
    for reader in (HEALTH_VISITOR, SOCIAL_WORKER):
        [beside] = (await town.read(record, reader)).objections
        assert (beside.words, beside.state(NOW.date())) == ("I never lived there.", ObjectionState.OPEN)
    assert (await town.read(other, SOCIAL_WORKER, "education_support")).objections == []
    refused = await town.answer(made, MANAGER)
    [beside] = (await town.read(record)).objections
    assert (beside.state(NOW.date()), beside.reasons) == (ObjectionState.REFUSED, "The tenancy is in her name.")
    assert await hers(town) == [refused]


async def test_what_was_upheld_stands_beside_nothing_and_she_reads_the_answer(town: SharingTown) -> None:
    record = await town.record()
    upheld = await town.answer(await town.object_to(), MANAGER, "upheld")
    assert (await town.read(record, SOCIAL_WORKER)).objections == []
    assert [one.state(NOW.date()) for one in await hers(town)] == [ObjectionState.UPHELD]
    assert upheld.reasons
    assert await waiting(town) == []


async def test_an_answer_is_due_in_a_month_and_what_is_overdue_still_waits_first(town: SharingTown) -> None:
    first = await town.object_to()
    town.later(days=40)
    second = await town.object_to(kind="objection", words="Stop using it to plan.")
    assert [one.id for one in await waiting(town)] == [first.id, second.id]
    today = town.town.clock.now().date()
    assert [one.state(today) for one in await waiting(town)] == [ObjectionState.OVERDUE, ObjectionState.OPEN]
    answered = await town.answer(first, MANAGER)
    assert answered.state(today) is ObjectionState.REFUSED


@pytest.mark.parametrize(
    ("made", "last"),
    [
        (datetime(2027, 1, 31, 12, tzinfo=UTC), date(2027, 2, 28)),
        (datetime(2028, 1, 31, 12, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2026, 12, 5, 12, tzinfo=UTC), date(2027, 1, 5)),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 8, 1)),  # it is July in London
    ],
)
def test_a_month_is_a_month(made: datetime, last: date) -> None:
    assert due(made) == last


async def test_the_answer_to_her_is_the_same_whether_the_organisation_knows_her_or_not(town: SharingTown) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    knowing, unknowing = await town.object_to(organisation_id=REFUGE), await town.object_to(organisation_id=SCHOOL)
    assert (knowing.due_on, knowing.state(NOW.date())) == (unknowing.due_on, unknowing.state(NOW.date()))
    assert len(await hers(town)) == 2


async def test_what_she_said_aloud_to_a_private_service_is_not_on_her_screen(town: SharingTown) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    spoken = await town.object_to(OFFICER_THERE, organisation_id=REFUGE)
    assert (spoken.made_by, spoken.spoken) == ("acc_officer", True)
    assert await hers(town) == []
    said_of_the_council = await town.object_to(OFFICER_THERE)
    assert await hers(town) == [said_of_the_council]


async def test_she_asks_to_be_erased_and_is_told_that_it_was_done_only_when_it_was(town: SharingTown) -> None:
    record, keeping = await town.record(), Keeping(town)
    officer = holding(DPO, "objections:answer")
    asked = await town.object_to(kind="erasure", words="I want none of it kept.")
    assert (await town.read(record, SOCIAL_WORKER)).objections == []
    with pytest.raises(Conflict) as refused:
        await town.answer(asked, officer, "upheld")
    assert refused.value.code == "still-held"
    assert "A case is open" in refused.value.detail
    no = await town.answer(asked, officer, "refused")
    assert await hers(town) == [no]
    town.later(days=1)
    second = await town.object_to(kind="erasure", words="I ask again.")
    await keeping.erase_everything()
    yes = await town.answer(second, officer, "upheld")
    assert await hers(town) == [yes, no], "the answers are hers to read when all else is gone"
    assert (yes.state(NOW.date()), yes.reasons) == (ObjectionState.UPHELD, "The tenancy is in her name.")


async def test_who_holds_nothing_says_so_and_a_hold_is_nobodys_to_learn_of(town: SharingTown) -> None:
    elsewhere = holding(worker(SCHOOL, "acc_school", "dpo"), "objections:answer")
    asked = await town.object_to(kind="erasure", organisation_id=SCHOOL, words="Whatever you have.")
    assert (await town.answer(asked, elsewhere, "upheld")).outcome == "upheld"
    held = await town.object_to(kind="erasure", words="Whatever you have.")
    await Keeping(town).hold()
    assert [one for one in await hers(town) if one.organisation_id == held.organisation_id] == [held]


async def test_only_the_organisation_that_is_asked_answers_and_once(town: SharingTown) -> None:
    made = await town.object_to()
    elsewhere = holding(worker(NHS, "acc_nhs", "manager"), "objections:answer")
    assert await waiting(town, elsewhere) == []
    with pytest.raises(NotFound):
        await town.answer(made, elsewhere)
    with pytest.raises(Denied):
        await town.answer(made, SOCIAL_WORKER)
    await town.answer(made, MANAGER)
    with pytest.raises(Conflict):
        await town.answer(made, MANAGER, "upheld")
    assert await town.leaves("objection.made") == await town.leaves("objection.answered") == 1


async def test_nobody_answers_his_own(town: SharingTown) -> None:
    person = await town.town.person(COUNCIL)
    him = holding(worker(COUNCIL, "acc_him", "manager"), "objections:answer")
    await town.link("acc_him", person)
    made = await town.object_to()
    assert await waiting(town, him) == []
    with pytest.raises(NotFound):
        await town.answer(made, him)


async def test_an_account_that_is_linked_to_nobody_and_a_proxy_object_to_nothing(town: SharingTown) -> None:
    for caller in (resident("acc_stranger"), proxy(), holding(proxy(), "me:write"), holding(SOCIAL_WORKER, "me:write")):
        with pytest.raises(Denied):
            await town.object_to(caller)
    assert await waiting(town) == []


async def test_a_double_submit_is_made_once_and_a_flood_is_stopped(town: SharingTown) -> None:
    caller = again(AMINA_HERSELF)
    assert (await town.object_to(caller)).id == (await town.object_to(caller)).id
    for _ in range(MOST_OPEN - 1):
        await town.object_to()
    with pytest.raises(Conflict):
        await town.object_to()
    assert len(await waiting(town)) == MOST_OPEN


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"words": "  "}, "words"),
        ({"words": "x" * 4_001}, "words"),
        ({"kind": "grudge"}, "kind"),
        ({"data_classes": []}, "data_classes"),
        ({"data_classes": ["gossip"]}, "data_classes"),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_is_kept(town: SharingTown, wish: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await town.object_to(**wish)
    assert refused.value.fields[0].field == field
    assert await hers(town) == []


async def test_an_answer_without_reasons_is_none(town: SharingTown) -> None:
    made = await town.object_to()
    for outcome, reasons in (("refused", "no"), ("upheld", "r" * 4_001), ("ignored", "It is what it is, really.")):
        with pytest.raises(Invalid):
            made.answered(outcome, reasons, "acc", NOW)
