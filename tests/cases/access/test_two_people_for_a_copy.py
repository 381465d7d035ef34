"""Nobody both writes down that somebody asked for a copy and answers it, and nobody answers about whom he knows."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.access.request import AccessRequest
from services.cases.domain.looks.tie import Home, Subject
from services.cases.domain.people.finding import ByIdentifier, ByNameAndBirth
from tests.cases.access.answering_access import (
    DPO,
    GUARDIAN,
    answered,
    decide,
    decide_rest,
    hand_over,
    items,
    listed,
    read,
    release,
    second_look,
    take_up,
)
from tests.cases.access.test_access_requests import ask, move, record
from tests.cases.sharing.test_acting_for_another import OFFICER_THERE, declare
from tests.cases.sharing_town import SharingTown, holding, sharing_town
from tests.cases.town import AMINA, COUNCIL, worker

RECORDED, KNOWS_HER = "own-recording", "knows-her"
KEY = ("record", "rec_1")
Act = Callable[[SharingTown, AccessRequest, Caller], Awaitable[Any]]
BEFORE_RELEASE: dict[str, Act] = {
    "take up": take_up,
    "clock": lambda town, asked, caller: move(town, asked, "identity_awaited", "2026-11-22", caller=caller),
    "items": items,
    "read": lambda town, asked, caller: read(town, asked, KEY, caller),
    "decide": lambda town, asked, caller: decide(town, asked, [KEY], caller=caller),
    "second look": lambda town, asked, caller: second_look(town, asked, [KEY], caller),
    "release": release,
}


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    async with sharing_town(database_url, tmp_path) as there:
        await there.record("housing")
        yield there


async def refusal(waiting: Awaitable[Any]) -> str:
    with pytest.raises(Denied) as refused:
        await waiting
    return refused.value.code


@pytest.mark.parametrize("act", BEFORE_RELEASE)
async def test_whoever_recorded_a_letter_opens_and_answers_nothing_of_it(town: SharingTown, act: str) -> None:
    letter = await record(town, DPO)
    assert await refusal(BEFORE_RELEASE[act](town, letter, DPO)) == RECORDED


async def test_another_officer_answers_it_and_nobody_takes_it_back_from_him(town: SharingTown) -> None:
    letter = await record(town, DPO)
    await take_up(town, letter, GUARDIAN)
    assert await refusal(take_up(town, letter, DPO)) == RECORDED
    assert await refusal(release(town, letter, DPO)) == "not-the-officer"
    # Two people know of it now: the other may be wanted for a second look, and at the counter.
    [key] = [key for key in await listed(town, letter) if key[0] == "record"]
    assert (await read(town, letter, key, DPO)).whole
    await decide_rest(town, letter, GUARDIAN)
    ready = await release(town, letter, GUARDIAN)
    assert (await hand_over(town, ready, DPO))["items"]


async def test_what_an_officer_both_recorded_and_prepares_already_goes_to_another(town: SharingTown) -> None:
    """As it could be before."""
    letter = await record(town, DPO)
    async with town.town.work() as work:
        await work.access_requests.put(replace(letter, officer_id=DPO.subject))
    for act in BEFORE_RELEASE.values():
        assert await refusal(act(town, letter, DPO)) == RECORDED
    assert (await take_up(town, letter, GUARDIAN)).officer_id == GUARDIAN.subject


async def test_nor_does_an_officer_answer_what_he_wrote_with_her_beside_him(town: SharingTown) -> None:
    officer = holding(worker(COUNCIL, "acc_officer", "dpo"), *DPO.scopes)
    asked = await ask(town, OFFICER_THERE)
    assert await refusal(take_up(town, asked, officer)) == RECORDED
    assert await take_up(town, asked, DPO)


@pytest.mark.parametrize("act", BEFORE_RELEASE)
async def test_who_acts_for_her_or_did_answers_nothing_about_her(town: SharingTown, act: str) -> None:
    asked = await ask(town)
    if act != "take up":
        await take_up(town, asked)
    town.town.mandates.held[DPO.subject] = frozenset({"acc_brother", "acc_amina"})
    assert await refusal(BEFORE_RELEASE[act](town, asked, DPO)) == KNOWS_HER
    town.town.mandates.held[DPO.subject] = frozenset({"acc_brother"})
    assert await items(town, asked, DPO)


async def test_nor_is_he_handed_the_copy(town: SharingTown) -> None:
    letter = await answered(town, await record(town))
    town.town.mandates.held[GUARDIAN.subject] = frozenset({"acc_amina"})
    assert await refusal(hand_over(town, letter, GUARDIAN)) == KNOWS_HER
    assert (await hand_over(town, letter, DPO))["items"]


@pytest.mark.parametrize(
    "subject",
    [
        ByNameAndBirth("AMÍNA", "begum", date.fromisoformat(AMINA.date_of_birth)),
        ByIdentifier("nhs_number", AMINA.nhs_number),
    ],
)
async def test_who_said_himself_that_he_knows_her_leaves_it_to_a_colleague(town: SharingTown, subject: Subject) -> None:
    asked = await ask(town)
    await take_up(town, asked)
    await declare(town, subject, holding(DPO, "ties:declare"))
    assert await refusal(release(town, asked, DPO)) == KNOWS_HER
    assert await answered(town, asked, GUARDIAN)


async def test_where_an_officer_lives_is_not_told_by_a_refusal(town: SharingTown) -> None:
    """It would tell him where she does."""
    asked = await ask(town)
    await declare(town, Home("Begum", AMINA.postcode, AMINA.address), holding(DPO, "ties:declare"))
    assert await take_up(town, asked, DPO)
