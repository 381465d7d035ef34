"""The copy reaches her alone, or whoever asked for her while the authority lasts, and for its days."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from chassis.errors import Conflict, Denied, NotFound
from services.cases.domain.access.copy import MOST_OF_A_PART, split
from services.cases.domain.access.held_item import Bar
from services.cases.domain.access.request import AccessState
from services.cases.store.tables.access import access_copy, access_decision
from services.cases.usecases.access.remove_access_copies import RemoveAccessCopies
from tests.cases.access.answering_access import (
    FRESH,
    answered,
    decide_rest,
    fetch,
    hand_over,
    items,
    listed,
    release,
    take_up,
)
from tests.cases.access.test_access_requests import EVERY_CLASS, ask, child, hers, move, record
from tests.cases.audit.test_withheld import looked
from tests.cases.retention.keeping_town import Keeping
from tests.cases.sharing.test_acting_for_another import OFFICER_THERE, confide, proxy
from tests.cases.sharing_town import AMINA_HERSELF, SOCIAL_WORKER, SharingTown, holding
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, resident, worker

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "subject-access-copy.schema.json").read_text())
REPORTER = ("Mrs Jones", "reporter")


async def test_while_her_identity_is_awaited_nothing_is_released(town: SharingTown) -> None:
    asked = await ask(town)
    await move(town, asked, "identity_awaited", "2026-11-22")
    await take_up(town, asked)
    await decide_rest(town, asked)
    with pytest.raises(Conflict) as awaited:
        await release(town, asked)
    assert awaited.value.code == "identity-awaited"


async def test_she_alone_fetches_it_moments_after_she_proved_that_it_is_she(town: SharingTown) -> None:
    ready = await answered(town, await ask(town))
    with pytest.raises(Denied) as stale:
        await fetch(town, ready, AMINA_HERSELF)
    assert stale.value.code == "step-up-needed"
    await town.link("acc_other", "per_other")
    other = replace(resident("acc_other"), claims={"fresh": "yes"})
    there = replace(OFFICER_THERE, claims={**OFFICER_THERE.claims, "fresh": "yes"})
    bold = replace(proxy(), scopes=AMINA_HERSELF.scopes, claims={**proxy().claims, "fresh": "yes"})
    stranger = replace(resident("acc_nobody"), claims={"fresh": "yes"})
    for caller in (other, there, bold, stranger):
        with pytest.raises(NotFound):
            await fetch(town, ready, caller)
    for part in (0, 2):
        with pytest.raises(NotFound):
            await fetch(town, ready, part=part)
    assert await town.leaves("access-copy.fetched") == 0
    await fetch(town, ready)
    await fetch(town, ready)
    assert await town.leaves("access-copy.fetched") == 2


async def test_before_it_is_released_and_after_its_days_there_is_none_and_nothing_of_it_is_kept(
    town: SharingTown,
) -> None:
    await town.record(content="It is damp.")
    asked = await ask(town)
    with pytest.raises(NotFound):
        await fetch(town, asked)
    ready = await answered(town, asked)
    async with town.town.db.reading() as tx:
        for column in (access_copy.c.sealed, access_decision.c.words):
            kept = (await tx.execute(select(column))).scalars().all()
            assert kept
            assert not [one for one in kept if b"damp" in one or one[:1] in (b"{", b"[")]
    timer = RemoveAccessCopies(town.town.work, town.town.clock)
    town.later(days=30)
    assert (await fetch(town, ready), await timer()) == (await fetch(town, ready), 0)
    town.later(days=1)
    with pytest.raises(NotFound):
        await fetch(town, ready)
    assert [await timer() for _ in range(2)] == [1, 0]
    async with town.town.db.reading() as tx:
        assert (await tx.execute(select(access_copy))).all() == []
    [over] = await hers(town)
    assert (over.state(town.town.clock.now().date()), over.parts) == (AccessState.EXPIRED, 0)
    assert await town.leaves("access-copy.removed") == 1


async def test_who_asked_by_letter_is_handed_it_and_each_part_is_logged(town: SharingTown) -> None:
    by_letter = await answered(town, await record(town))
    online = await answered(town, await ask(town))
    assert (await hand_over(town, by_letter))["items"]
    with pytest.raises(Denied):
        await hand_over(town, online)
    with pytest.raises(NotFound):
        await hand_over(town, by_letter, holding(worker(NHS, "acc_nhs", "dpo"), "access-requests:answer"))
    assert await town.leaves("access-copy.handed-over") == 1


async def test_what_was_said_to_a_private_service_is_not_fetched_on_her_screen(town: SharingTown) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    helper = holding(worker(REFUGE, "acc_helper", "dpo"), "access-requests:answer")
    colleague = holding(worker(REFUGE, "acc_colleague", "duty"), "access-requests:write")
    asked = await record(town, colleague, way="spoken")
    await take_up(town, asked, helper)
    found = await items(town, asked, helper)
    assert {one.item.barred for one in found.items} == {Bar.PRIVATE_SERVICE}
    ready = await release(town, asked, helper)
    with pytest.raises(NotFound):
        await fetch(town, ready)
    assert (await hand_over(town, ready, helper))["items"] == []


async def test_somebody_with_authority_gets_what_it_reaches_and_only_while_it_lasts(town: SharingTown) -> None:
    leila = await child(town, "2019-05-01")
    here = replace(town, amina=leila)
    case = await town.open_case(person=leila)
    mine = await town.record("housing", case=case.id)
    own = await town.record("mental_health", case=case.id)
    school = await town.record("education", case=case.id)
    await looked(here, withholding=None, caller=SOCIAL_WORKER)
    asked = await record(town, person_id=leila, mandate_id="man_1")
    await take_up(town, asked)
    found = await listed(town, asked)
    assert not found["record", mine.id].item.barred
    assert {kind for kind, _ in (key for key, one in found.items() if not one.item.barred)} == {"case", "record"}
    assert found["record", own.id].item.barred is Bar.BEYOND_REACH
    await decide_rest(town, asked)
    mandate = town.town.mandates.live.pop("man_1")
    with pytest.raises(Conflict) as ended:
        await release(town, asked)
    assert ended.value.code == "authority-ended"
    town.town.mandates.live["man_1"] = replace(mandate, reach=EVERY_CLASS - {"education"})
    ready = await release(town, asked)
    before = (await town.my_disclosures(resident("acc_leila"))).total
    copy = await hand_over(town, ready)
    looks = await town.my_disclosures(resident("acc_leila"))
    assert looks.total == before + 1
    assert [one.role for one in looks.disclosures if one.what == "copy"] == ["parental_responsibility"]
    assert mine.id in {item["id"] for item in copy["items"]}
    assert not {own.id, school.id} & {item["id"] for item in copy["items"]}
    town.town.mandates.live["man_1"] = replace(mandate, reach=frozenset({"housing"}))
    with pytest.raises(Conflict):
        await hand_over(town, ready)
    town.town.mandates.live["man_1"] = mandate
    assert await hand_over(town, ready) == copy
    await confide(here, caller=SOCIAL_WORKER)
    with pytest.raises(Conflict):
        await hand_over(town, ready)


def test_parts_are_bounded_and_there_is_one_at_the_least() -> None:
    assert split([]) == ["[]"]
    long = {"content": "ä" * (MOST_OF_A_PART // 4)}
    # Half a megabyte each, as bytes.
    assert [len(json.loads(part)) for part in split([long] * 3)] == [1, 1, 1]
    assert [len(json.loads(part)) for part in split([{"content": "x" * (MOST_OF_A_PART // 4)}] * 5)] == [3, 2]
    assert len(split([{"content": "x"}] * 50)) == 1


async def test_a_copy_that_does_not_fit_one_part_comes_in_several(town: SharingTown) -> None:
    for _ in range(12):
        await town.record(content="x" * 99_000)
    ready = await answered(town, await ask(town))
    assert ready.parts == 2
    parts = [await fetch(town, ready, FRESH, part) for part in (1, 2)]
    assert [part["part"] for part in parts] == [1, 2]
    assert sum(item["kind"] == "record" for part in parts for item in part["items"]) == 12
    assert parts[0]["organisation"]["id"] == COUNCIL


async def test_what_is_erased_is_in_no_copy_any_more(town: SharingTown) -> None:
    await town.record(content="It is damp.")
    ready = await answered(town, await ask(town))
    assert (await fetch(town, ready))["items"]
    await Keeping(town).erase_everything()
    with pytest.raises(NotFound):
        await fetch(town, ready)
    async with town.town.db.reading() as tx:
        for table in (access_copy, access_decision):
            assert (await tx.execute(select(table))).all() == []
    assert await hers(town) == []
