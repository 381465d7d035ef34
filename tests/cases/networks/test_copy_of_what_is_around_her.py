"""Who belongs to her, who was invited, what was left for private services: what of it stands in a copy, what never."""

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from chassis.errors import Denied, Invalid
from services.cases.domain.access.held_item import Bar
from services.cases.domain.networks.family import Kin
from services.cases.usecases.networks.answer_invitation import DeclineInvitation
from tests.cases.access.answering_access import decide, decide_rest, fetch, items, listed, read, release, take_up
from tests.cases.access.test_access_copy import SCHEMA
from tests.cases.access.test_access_requests import ask
from tests.cases.audit.test_two_worlds_of_what_is_withheld import apart
from tests.cases.conftest import NewDatabase
from tests.cases.networks.around_amina import ZED, belongs, invite, leave_message
from tests.cases.private_services.message_town import Messages
from tests.cases.sharing_town import SharingTown, holding, sharing_town
from tests.cases.town import AMINA, COUNCIL, NUMBERS, REFUGE, SCHOOL, resident, worker


async def test_who_belongs_to_her_leaves_without_who_that_is_unless_the_officer_says_why(town: SharingTown) -> None:
    await town.town.take(COUNCIL, [ZED])
    link = await belongs(town)
    away = await belongs(town, Kin.HOUSEHOLD)
    asked, key = await ask(town), ("family_link", link.id)
    await take_up(town, asked)
    opened = await read(town, asked, key)
    assert (opened.whole["other"], opened.whole["is_their"]) == ("Zed Begum", "child")
    assert opened.redacted
    assert opened.redacted["other"] == "[removed: about somebody else]"
    barred = (await listed(town, asked))["family_link", away.id].item.barred
    assert barred is Bar.PROTECTED_ADDRESS, "that two share a home says where the other lives"
    with pytest.raises(Denied):
        await read(town, asked, ("family_link", away.id))
    with pytest.raises(Invalid):
        await decide(town, asked, [key])
    await decide(town, asked, [key], reason="She brought him up, and asks for him.")
    await decide_rest(town, asked)
    copy = await fetch(town, await release(town, asked))
    assert [one["other"] for one in copy["items"] if one["kind"] == "family_link"] == ["Zed Begum"]
    Draft202012Validator(SCHEMA).validate(copy)


async def test_it_is_told_from_the_side_of_who_asks(town: SharingTown) -> None:
    await town.town.take(COUNCIL, [ZED])
    link = await belongs(town)
    zed = await town.town.person(COUNCIL, ZED.local_id)
    await town.link("acc_zed", zed)
    asked = await ask(town, resident("acc_zed"))
    await take_up(town, asked)
    opened = await read(town, asked, ("family_link", link.id))
    assert (opened.whole["other"], opened.whole["is_their"]) == ("Amina Begum", "parent")


async def test_an_invitation_is_decided_on_anew_once_it_was_answered(town: SharingTown) -> None:
    one, asked = await invite(town), await ask(town)
    await take_up(town, asked)
    key = ("invitation", one.id)
    await decide(town, asked, [key])
    declining = DeclineInvitation(town.town.work, town.town.clock)
    await declining(worker(SCHOOL, "acc_head", "manager"), one.id, "He left us.")
    assert (await listed(town, asked))[key].undecided
    await decide_rest(town, asked)
    copy = await fetch(town, await release(town, asked))
    [said] = [item for item in copy["items"] if item["kind"] == "invitation"]
    assert (said["to_organisation_id"], said["state"], said["reason"]) == (SCHOOL, "declined", "He left us.")
    assert "pro_" not in json.dumps(said)


async def test_that_whom_it_invites_works_with_her_privately_changes_nothing_of_the_list(
    new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory
) -> None:
    told = []
    for privately in (True, False):
        async with sharing_town(new_database(), tmp_path_factory.mktemp("world")) as town:
            if privately:
                there = apart(town, "privately")
                await there.town.take(SCHOOL, [replace(AMINA, nhs_number=NUMBERS[0])], shielded=True)
            await leave_message(town)
            await invite(town)
            asked = await ask(town)
            await take_up(town, asked)
            told.append((await items(town, asked)).items)
    assert told[0] == told[1]


async def test_who_answered_as_a_private_service_keeps_that_back_too(town: SharingTown) -> None:
    await town.town.take(REFUGE, [replace(AMINA, nhs_number=NUMBERS[0])], shielded=True)
    left = await leave_message(town)
    messages = Messages(town.town, town.amina)
    await messages.answer(left)
    asked = await ask(town, organisation=REFUGE)
    theirs = holding(worker(REFUGE, "acc_refuge_dpo", "dpo"), "access-requests:answer")
    await take_up(town, asked, theirs)
    answers = [one.item for one in (await items(town, asked, theirs)).items if one.item.kind == "private_message"]
    assert [(one.id, one.barred) for one in answers] == [(f"{left.id}:answer", Bar.PRIVATE_SERVICE)]
