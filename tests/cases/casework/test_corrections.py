"""A record is corrected by a version that names the one before, who and why; who reads it gets the present one."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound, Stale
from services.cases.domain.audit.withheld import Ground, Withholding
from services.cases.domain.casework.record import Record
from services.cases.usecases.casework.correct_record import Correction, CorrectRecord
from services.cases.usecases.casework.get_history import GetHistory
from services.cases.usecases.casework.get_record import GetRecord
from services.cases.usecases.disclose import Disclose
from tests.cases.partnership import Partnership, partnership
from tests.cases.sharing_town import (
    AMINA_HERSELF,
    HEALTH_VISITOR,
    SOCIAL_WORKER,
    SharingTown,
    again,
    holding,
)
from tests.cases.town import COUNCIL, NHS, NOW, PARTNER, SCHOOL, TODAY, partner, town_at, worker

TEACHER = worker(SCHOOL, "acc_teacher")


@pytest.fixture
async def amina(database_url: str, tmp_path: Path) -> AsyncIterator[Partnership]:
    async with town_at(database_url, tmp_path) as there:
        yield await partnership(there)


async def test_a_reader_through_a_share_gets_the_present_version_and_sees_that_it_was_corrected(
    town: SharingTown,
) -> None:
    record = await town.record()
    await town.share_on_consent()
    assert (await town.read(record)).record.corrected_at is None
    town.later(hours=1)
    corrected = await town.correct(record, content="What was meant.")
    read = (await town.read(record)).record
    assert (read.id, read.version, read.content) == (record.id, 2, "What was meant.")
    assert read.corrected_at == corrected.corrected_at == town.town.clock.at


async def test_the_history_names_each_version_before_who_corrected_it_and_why(town: SharingTown) -> None:
    record = await town.record()
    town.later(hours=1)
    second = await town.correct(record)
    await town.correct(second, worker(COUNCIL, "acc_manager", "manager"), content="Third.", why="Also misspelt.")
    newest, oldest = (await town.history(record, SOCIAL_WORKER)).versions
    assert (newest.version, newest.content, newest.by, newest.role, newest.why) == (
        *(2, "What was meant.", "acc_manager", "manager", "Also misspelt."),
    )
    assert (oldest.version, oldest.content, oldest.by) == (1, "What was said.", "acc_social_worker")
    assert oldest.until == second.corrected_at


async def test_another_organisation_reads_the_history_by_role_and_not_by_account(town: SharingTown) -> None:
    record = await town.record()
    await town.share_on_consent()
    await town.correct(record)
    [earlier] = (await town.history(record)).versions
    assert (earlier.content, earlier.role, earlier.by) == ("What was said.", "worker", "")


async def test_the_history_is_no_door_beside_the_record(town: SharingTown) -> None:
    sealed, record = await town.record(sealed=True), await town.record()
    for each in (sealed, record):
        await town.correct(each)
    with pytest.raises(NotFound):
        await town.history(record, TEACHER)
    with pytest.raises(NotFound):
        await town.history(record, holding(AMINA_HERSELF, "records:read"))
    _, share = await town.share_on_consent()
    with pytest.raises(NotFound):
        await town.history(sealed)
    with pytest.raises(Denied):
        await town.history(record, why="education_support")
    assert (await town.history(record)).versions
    await town.end(share.share.id)
    with pytest.raises(Denied):
        await town.history(record)


async def test_a_look_at_the_history_is_a_disclosure_that_she_sees(town: SharingTown) -> None:
    record = await town.record()
    await town.share_on_consent()
    await town.correct(record)
    before = await town.leaves("disclosure")
    await town.history(record)
    assert await town.leaves("disclosure") == before + 1
    [look, *_] = (await town.my_disclosures()).disclosures
    assert (look.what, look.organisation_id, look.data_classes) == ("history", NHS, ("housing",))


async def test_of_two_editors_one_wins_and_the_other_is_told(town: SharingTown) -> None:
    record = await town.record()
    mine = town.correct(record, content="Mine.")
    yours = town.correct(record, worker(COUNCIL, "acc_other"), content="Yours.")
    done = await asyncio.gather(mine, yours, return_exceptions=True)
    [told] = [one for one in done if isinstance(one, Stale)]
    [won] = [one for one in done if isinstance(one, Record)]
    assert told.status == 412
    assert (await town.read(record, SOCIAL_WORKER)).record.content == won.content
    assert len((await town.history(record, SOCIAL_WORKER)).versions) == 1


async def test_a_correction_sent_twice_with_one_key_is_made_once(town: SharingTown) -> None:
    record, caller = await town.record(), again(SOCIAL_WORKER)
    first = await town.correct(record, caller)
    assert await town.correct(record, caller) == first
    assert await town.leaves("case.record.corrected") == 1
    with pytest.raises(Conflict):
        await town.correct(record, again(SOCIAL_WORKER, request_hash="other"), content="Other.")
    await town.correct(first, worker(COUNCIL, "acc_other"), content="What another wrote.")
    with pytest.raises(Stale):
        await town.correct(record, caller)


async def test_adding_again_never_reads_what_others_made_of_it_since(town: SharingTown) -> None:
    caller = again(SOCIAL_WORKER)
    record = await town.record(caller=caller)
    await town.correct(record, worker(COUNCIL, "acc_other"), content="What another wrote.")
    assert (await town.record(caller=caller)).content == ""


async def test_only_workers_of_the_holder_correct_and_who_may_not_see_it_finds_nothing(town: SharingTown) -> None:
    record = await town.record()
    with pytest.raises(NotFound):
        await town.correct(record, TEACHER)
    await town.share_on_consent()
    with pytest.raises(Denied, match="only workers of the organisation"):
        await town.correct(record, HEALTH_VISITOR)
    with pytest.raises(NotFound):
        await town.correct(record, replace(partner(COUNCIL), scopes=SOCIAL_WORKER.scopes, kind="resident"))
    assert (await town.read(record)).record.version == 1


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"content": " "}, "content"),
        ({"content": "x" * 100_001}, "content"),
        ({"content": "a\0b"}, "content"),
        ({"title": ""}, "title"),
        ({"why": "  "}, "why"),
        ({"why": "w" * 2_001}, "why"),
    ],
)
async def test_a_bad_correction_says_what_is_wrong_and_changes_nothing(
    town: SharingTown, wish: dict[str, Any], field: str
) -> None:
    record = await town.record()
    with pytest.raises(Invalid) as refused:
        await town.correct(record, **wish)
    assert refused.value.fields[0].field == field
    assert (await town.read(record, SOCIAL_WORKER)).record == record


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "מרים \u202eabc\u202c", "👩‍👧 fled 🏃", "' OR 1=1 --", "{{7*7}}", "e\u0301"]
)
async def test_what_was_written_is_kept_to_the_letter(town: SharingTown, text: str) -> None:
    record = await town.record(content=text)
    await town.share_on_consent()
    await town.correct(record, content=f"{text}!", why=text)
    assert (await town.read(record)).record.content == f"{text}!"
    [earlier] = (await town.history(record)).versions
    assert (earlier.content, earlier.why) == (text, text)


async def test_a_partner_that_read_it_hears_of_the_correction_and_one_that_never_did_does_not(
    amina: Partnership,
) -> None:
    town = amina.town
    await amina.share_on("legal_obligation", to=NHS)
    await amina.subscribe(PARTNER, "case.record.added", "case.record.corrected")
    await amina.subscribe(NHS, "case.record.corrected")
    record_id = await amina.add_record()
    await amina.fan_out()
    await amina.attempt_all()
    [added] = amina.bodies()
    get = GetRecord(town.work, Disclose(town.ids, town.clock), town.clock)
    await get(partner(), added["data"]["id"], "direct_care", None)
    await corrected(amina, record_id)
    assert amina.types() == ["case.record.added", "case.record.corrected"]
    told = amina.bodies()[-1]
    assert told["data"] == added["data"], "the handle it knows the record by"
    assert (await get(partner(), told["data"]["id"], "direct_care", None)).record.content == "All was not well."
    history = await GetHistory(town.work, Disclose(town.ids, town.clock), town.clock)(
        partner(), told["data"]["id"], "direct_care"
    )
    [earlier] = history.versions
    assert (earlier.content, earlier.record_id, earlier.by) == ("All was well.", told["data"]["id"], "")
    assert earlier.until == NOW.replace(second=0, microsecond=0)


async def test_who_read_it_and_may_no_longer_hears_its_handle_alone(amina: Partnership) -> None:
    town = amina.town
    await amina.subscribe(PARTNER)
    record_id = await amina.add_record()
    await amina.fan_out()
    await amina.attempt_all()
    get = GetRecord(town.work, Disclose(town.ids, town.clock), town.clock)
    handle = amina.bodies()[0]["data"]["id"]
    await get(partner(), handle, "direct_care", None)
    await amina.withdraw()
    await corrected(amina, record_id)
    [told] = [body for body in amina.bodies() if body["type"] == "case.record.corrected"]
    assert (told["data"], "subject" in told) == ({"id": handle}, False)
    with pytest.raises(Denied, match="withdr"):
        await get(partner(), handle, "direct_care", None)


async def corrected(amina: Partnership, record_id: str) -> None:
    wish = Correction(record_id, 1, "Visit", "All was not well.", "It was the wrong house.", "direct_care")
    await CorrectRecord(amina.town.work, amina.town.clock)(worker(COUNCIL), wish)
    await amina.fan_out()
    await amina.attempt_all()


async def test_a_withheld_look_at_a_record_stays_withheld_though_the_readers_hear_of_its_correction(
    town: SharingTown,
) -> None:
    record = await town.record()
    await town.share_on_consent()
    await town.read(record, withholding=Withholding(Ground.RISK_TO_ANOTHER, "A sibling may be at risk.", TODAY))
    await town.correct(record)
    assert (await town.my_disclosures()).total == 0
    async with town.town.work() as work:
        assert await work.audience.readers(record.id) == {NHS}
