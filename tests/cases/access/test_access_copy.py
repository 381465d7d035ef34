"""An officer decides about each item that is held; nothing leaves undecided, withheld, or to anybody else."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.cases.domain.access.copy import ON_EVERY_COPY
from services.cases.domain.access.held_item import Bar, ItemKind
from services.cases.domain.access.request import AccessState
from services.cases.usecases.access.decide_held_items import OpinionWish
from services.cases.usecases.sharing.decide_not_to_share import DecideNotToShare, NotSharingWish
from tests.cases.access.answering_access import (
    DPO,
    GUARDIAN,
    LEE,
    decide,
    decide_rest,
    fetch,
    items,
    listed,
    read,
    release,
    second_look,
    take_up,
)
from tests.cases.access.test_access_requests import ask, hers
from tests.cases.audit.test_withheld import ENQUIRY, looked
from tests.cases.concerns.concern_town import DOORS, declare, raised
from tests.cases.networks.around_amina import ZED, belongs, invite, leave_message
from tests.cases.private_services.message_town import WORDS
from tests.cases.sharing.test_consent_record import refuse
from tests.cases.sharing_town import AMINA_HERSELF, SOCIAL_WORKER, TASK, UNTOLD, SharingTown, holding
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, worker

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "subject-access-copy.schema.json").read_text())
REPORTER = ("Mrs Jones", "reporter")


async def decide_against(town: SharingTown) -> None:
    wish = NotSharingWish(
        town.amina, "", [NHS], ["housing"], "housing_support", "Her brother would hear.", "Rang Dr Lee.", "2027-02-01"
    )
    await DecideNotToShare(town.town.work, town.town.ids, town.town.clock)(SOCIAL_WORKER, wish)


async def test_everything_is_listed_decided_and_stands_in_a_copy_that_the_schema_describes(town: SharingTown) -> None:
    kept = await town.record(content="Mrs Jones rang: it is damp.", marked=[REPORTER])
    await town.correct(await town.record())
    await town.share_on_consent()
    await refuse(town, AMINA_HERSELF)
    await town.read(kept)
    await decide_against(town)
    await town.object_to()
    await declare(town, *DOORS)
    await raised(town)
    await leave_message(town)
    await invite(town)
    await town.town.take(COUNCIL, [ZED])
    await belongs(town)
    asked = await ask(town)
    await take_up(town, asked)
    found = await items(town, asked)
    assert {one.item.kind for one in found.items} == set(ItemKind)
    never = [one for one in found.items if one.item.kind is ItemKind.PRIVATE_MESSAGE]
    assert [one.item.barred for one in never] == [Bar.PRIVATE_SERVICE]
    assert found.undecided == found.total - len(never) == len(found.items) - len(never)
    await decide_rest(town, asked)
    ready = await release(town, asked)
    copy = await fetch(town, ready)
    Draft202012Validator(SCHEMA).validate(copy)
    assert {item["kind"] for item in copy["items"]} == set(ItemKind) - {ItemKind.PRIVATE_MESSAGE}
    [rang] = [item for item in copy["items"] if item["id"] == kept.id]
    assert rang["content"] == "[removed: says who reported] rang: it is damp."
    assert (copy["note"], copy["parts"]) == (ON_EVERY_COPY, 1)
    text = json.dumps(copy)
    for hidden in ("Jones", "Rang Dr Lee", "acc_social_worker", "acc_health_visitor", "pro_", "Zed", WORDS):
        assert hidden not in text
    assert [one.state(town.town.clock.now().date()) for one in await hers(town)] == [AccessState.READY]


async def test_nothing_is_released_while_an_item_is_undecided_or_was_changed_since(town: SharingTown) -> None:
    kept, asked = await town.record(), await ask(town)
    await take_up(town, asked)
    for change in ("", "correct", "mark", "add"):
        if change == "correct":
            kept = await town.correct(kept, content="Mrs Jones rang.")
        elif change == "mark":
            await town.mark(kept, REPORTER)
        elif change == "add":
            await town.record("health")
        with pytest.raises(Conflict) as undecided:
            await release(town, asked)
        assert undecided.value.code == "undecided"
        await decide_rest(town, asked)
    assert "Jones" not in json.dumps(await fetch(town, await release(town, asked)))
    with pytest.raises(Conflict):
        await decide(town, asked, [("record", kept.id)])
    with pytest.raises(Conflict):
        await read(town, asked, ("record", kept.id))


async def test_marked_words_leave_only_where_the_officer_says_why(town: SharingTown) -> None:
    kept = await town.record(content="Mrs Jones rang.", marked=[REPORTER])
    plain, asked = await town.record(), await ask(town)
    await take_up(town, asked)
    key = ("record", kept.id)
    opened = await read(town, asked, key)
    assert (opened.whole["content"], opened.redacted and opened.redacted["content"]) == (
        "Mrs Jones rang.",
        "[removed: says who reported] rang.",
    )
    with pytest.raises(Invalid):
        await decide(town, asked, [key])
    with pytest.raises(Invalid):
        await decide(town, asked, [("record", plain.id)], "redacted")
    await decide(town, asked, [key], reason="Mrs Jones said that she may know.")
    await decide_rest(town, asked)
    copy = await fetch(town, await release(town, asked))
    assert "Mrs Jones rang." in [item.get("content") for item in copy["items"]]
    assert await town.leaves("access-request.item-read") == 1


async def test_serious_harm_wants_a_professionals_opinion_of_late_and_a_second_look_by_somebody_else(
    town: SharingTown,
) -> None:
    kept, asked = await town.record("mental_health"), await ask(town)
    await take_up(town, asked)
    key: tuple[str, str] = ("record", kept.id)
    why: dict[str, Any] = {"exemption": "serious_harm", "reason": "It would harm her badly."}
    for opinion in (
        OpinionWish(),
        replace(LEE, profession="housing"),
        replace(LEE, given_on="2026-05-21"),
        replace(LEE, given_on="2026-11-23"),
        replace(LEE, given_by=""),
        replace(LEE, words="Yes."),
    ):
        with pytest.raises(Invalid):
            await decide(town, asked, [key], "exempt", **why, opinion=opinion)
    await decide(town, asked, [key], "exempt", **why, opinion=LEE)
    await decide_rest(town, asked)
    with pytest.raises(Conflict) as unseconded:
        await release(town, asked)
    assert unseconded.value.code == "second-look-wanted"
    with pytest.raises(Denied):
        await second_look(town, asked, [key], DPO)
    await second_look(town, asked, [key], agrees=False)
    assert (await listed(town, asked))[key].undecided
    await decide(town, asked, [key], "exempt", **why, opinion=LEE)
    await second_look(town, asked, [key])
    assert (await items(town, asked)).to_second == 0
    copy = await fetch(town, await release(town, asked))
    assert "record" not in {item["kind"] for item in copy["items"]}


@pytest.mark.parametrize(
    "wish",
    [
        {"outcome": "exempt", "reason": "It is about her neighbour."},
        {"outcome": "exempt", "exemption": "third_party", "reason": "Private."},
        {"outcome": "exempt", "exemption": "awkward", "reason": "It is about her neighbour."},
        {"outcome": "disclose", "exemption": "third_party"},
        {"outcome": "maybe"},
    ],
)
async def test_an_exemption_is_one_of_the_laws_and_says_why(town: SharingTown, wish: dict[str, Any]) -> None:
    kept, asked = await town.record(), await ask(town)
    await take_up(town, asked)
    with pytest.raises(Invalid):
        await decide(town, asked, [("record", kept.id)], **wish)


async def test_what_is_kept_back_is_in_no_copy_and_nobody_reads_or_decides_it(town: SharingTown) -> None:
    guarded = await town.record("protected_address")
    soon: dict[str, Any] = {"until": "2026-12-31", "purpose": "safeguarding_adult"}
    untold = await town.share(data_classes=["social_care"], basis=UNTOLD, **soon)
    await town.town.take(REFUGE, [AMINA], shielded=True)
    hidden = await town.share(to_organisation_ids=[REFUGE], basis=TASK, **soon)
    secret = await looked(town, withholding=ENQUIRY, caller=SOCIAL_WORKER)
    asked = await ask(town)
    await take_up(town, asked)
    barred = {
        ("record", guarded.id): Bar.PROTECTED_ADDRESS,
        ("share", untold.share.id): Bar.NOT_TOLD,
        ("share", hidden.share.id): Bar.PRIVATE_SERVICE,
        ("disclosure", secret): Bar.WITHHELD,
    }
    found = await listed(town, asked)
    assert {key: one.item.barred for key, one in found.items() if one.item.barred} == barred
    for key in barred:
        with pytest.raises(Conflict):
            await decide(town, asked, [key])
        with pytest.raises(Denied):
            await read(town, asked, key)
    await decide_rest(town, asked)
    copy = await fetch(town, await release(town, asked))
    assert not {(item["kind"], item["id"]) for item in copy["items"]} & set(barred)


async def test_what_was_released_to_her_is_decided_like_any_other(town: SharingTown) -> None:
    secret, asked = await looked(town, withholding=ENQUIRY, caller=SOCIAL_WORKER), await ask(town)
    await take_up(town, asked)
    await decide_rest(town, asked)
    await town.release(secret, GUARDIAN)
    with pytest.raises(Conflict):
        await release(town, asked)
    await decide_rest(town, asked)
    copy = await fetch(town, await release(town, asked))
    assert secret in {item["id"] for item in copy["items"]}


async def test_nor_is_it_listed_what_another_keeps_back_or_that_another_works_with_her_privately(
    town: SharingTown,
) -> None:
    asked = await ask(town)
    before = await listed(town, asked)
    house = await town.record()
    await town.share_on_consent()
    await town.read(house, withholding=ENQUIRY)
    await town.town.take(REFUGE, [AMINA], shielded=True)
    haven = worker(REFUGE, "acc_refuge")
    await town.share(to_organisation_ids=[REFUGE], until="2026-12-31", purpose="safeguarding_adult", basis=TASK)
    await town.read(house, haven, "safeguarding_adult")
    assert ItemKind.DISCLOSURE not in {kind for kind, _ in (await listed(town, asked)).keys() - before.keys()}


async def test_a_no_to_whoever_works_with_her_privately_is_in_no_copy(town: SharingTown) -> None:
    said = await refuse(town, SOCIAL_WORKER, town.amina, to=REFUGE)
    asked = await ask(town)
    assert (await listed(town, asked))[ItemKind.REFUSAL, said.id].item.barred is Bar.NONE
    await town.town.take(REFUGE, [AMINA], shielded=True)
    assert (await listed(town, asked))[ItemKind.REFUSAL, said.id].item.barred is Bar.PRIVATE_SERVICE


async def test_only_its_officer_prepares_it_and_another_may_take_it_over(town: SharingTown) -> None:
    kept, asked = await town.record(), await ask(town)
    with pytest.raises(Denied) as nobodys:
        await decide(town, asked, [("record", kept.id)])
    assert nobodys.value.code == "not-the-officer"
    await take_up(town, asked)
    with pytest.raises(Denied):
        await release(town, asked, GUARDIAN)
    await take_up(town, asked, GUARDIAN)
    with pytest.raises(Denied):
        await decide(town, asked, [("record", kept.id)])
    await decide(town, asked, [("record", kept.id)], caller=GUARDIAN)
    elsewhere = holding(worker(NHS, "acc_nhs", "dpo"), "access-requests:answer")
    for refused in (take_up, items, release):
        with pytest.raises(NotFound):
            await refused(town, asked, elsewhere)
    with pytest.raises(NotFound):
        await read(town, asked, ("record", kept.id), elsewhere)
    with pytest.raises(NotFound):
        await decide(town, asked, [("record", "rec_of_somebody_else")], caller=GUARDIAN)
    with pytest.raises(Denied):
        await take_up(town, asked, SOCIAL_WORKER)
    assert await town.leaves("access-request.taken-up") == 2


async def test_pages_of_items_follow_each_other(town: SharingTown) -> None:
    for _ in range(5):
        await town.record()
    asked = await ask(town)
    every = [one.item.key for one in (await items(town, asked)).items]
    pages, after = list[tuple[str, str]](), None
    while True:
        page = await items(town, asked, limit=3, after=after)
        pages += [one.item.key for one in page.items]
        if (after := page.after) is None:
            break
    assert pages == every
    assert len(every) == len(set(every)) > 5
