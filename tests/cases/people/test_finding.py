"""A curious worker, famous people: finding needs a purpose and what one already knows; one match, nothing browsed."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from chassis.errors import Denied, Invalid
from services.cases.api.rpc.people_messages import network
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.audit.withheld import Ground, Withholding
from services.cases.domain.people.finding import ByIdentifier, ByNameAndBirth, Found
from services.cases.usecases.people.find_person import FindPerson
from tests.cases.town import (
    AMINA,
    COUNCIL,
    NHS,
    NOW,
    NUMBERS,
    SCHOOL,
    TODAY,
    Town,
    partner,
    resident,
    row,
    town_at,
    worker,
)

AMINA_BY_NAME = ByNameAndBirth("Amina", "Begum", date(1992, 3, 4))
BY_NUMBER = ByIdentifier("nhs_number", NUMBERS[0])


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        await built.take(COUNCIL, [AMINA])
        await built.take(NHS, [replace(AMINA, local_id="77"), row("78", given="Seán", family="O’Brien")])
        yield built


@pytest.mark.parametrize(
    ("by", "organisation"),
    [
        (BY_NUMBER, SCHOOL),
        (ByIdentifier("nhs_number", "943 476 5919"), SCHOOL),
        (AMINA_BY_NAME, SCHOOL),
        (ByNameAndBirth("AMÍNA", "begum", date(1992, 3, 4)), SCHOOL),
        (ByIdentifier("local_id", "77"), NHS),
    ],
)
async def test_one_match_is_confirmed(town: Town, by: ByIdentifier | ByNameAndBirth, organisation: str) -> None:
    found = await town.find(by, worker(organisation))
    assert (found.outcome, found.person_id) == ("match", await town.person(COUNCIL))


async def test_accents_and_apostrophes_do_not_hide_anybody(town: Town) -> None:
    found = await town.find(ByNameAndBirth("sean", "O'brien", date(1992, 3, 4)))
    assert found.identity
    assert found.identity.given_name == "Seán"


@pytest.mark.parametrize(
    "by",
    [
        ByIdentifier("local_id", "78"),
        ByNameAndBirth("Amina", "Begum", date(1992, 3, 5)),
        ByNameAndBirth("Am", "Begum", date(1992, 3, 4)),
        ByNameAndBirth("A%", "B%", date(1992, 3, 4)),
        ByIdentifier("nhs_number", NUMBERS[3]),
    ],
    ids=["another agency's id", "another birthday", "part of a name", "a wildcard", "an unknown number"],
)
async def test_nothing_else_finds_anybody(town: Town, by: ByIdentifier | ByNameAndBirth) -> None:
    assert await town.find(by, worker(SCHOOL)) == Found("none")


async def test_two_who_fit_are_several_and_neither_is_shown(town: Town) -> None:
    await town.take(SCHOOL, [row("S1")])
    assert await town.find(AMINA_BY_NAME, worker(SCHOOL)) == Found("several")


@pytest.mark.parametrize(
    "by",
    [
        ByNameAndBirth("", "Begum", date(1992, 3, 4)),
        ByNameAndBirth("Amina", " ", date(1992, 3, 4)),
        ByNameAndBirth("Amina", "Begum", date(2027, 3, 4)),
        ByIdentifier("nhs_number", "9434765918"),
        ByIdentifier("postcode", "WS13 6YY"),
    ],
)
async def test_half_a_question_is_refused(town: Town, by: ByIdentifier | ByNameAndBirth) -> None:
    with pytest.raises(Invalid):
        await town.find(by)


async def test_a_purpose_is_needed(town: Town) -> None:
    for why in ("", "curiosity"):
        with pytest.raises(Invalid):
            await town.find(BY_NUMBER, why=why)


async def test_only_workers_find_people(town: Town) -> None:
    for caller in (resident(), partner()):
        with pytest.raises(Denied):
            await town.find(BY_NUMBER, replace(caller, scopes=caller.scopes | {"people:read"}))
    with pytest.raises(Denied):
        await town.find(BY_NUMBER, replace(worker(COUNCIL), scopes=frozenset()))


@pytest.mark.parametrize("state", [LinkState.LIVE, LinkState.PROPOSED])
async def test_a_worker_cannot_find_herself(town: Town, state: LinkState) -> None:
    person_id = await town.person(COUNCIL)
    async with town.work() as work:
        await work.account_links.add(AccountLink("lnk_1", "acc_worker", "prf_1", person_id, state, "", NOW))
    with pytest.raises(Denied):
        await town.find(BY_NUMBER)
    assert await town.looks(person_id) == []


async def test_a_look_up_is_on_her_page_by_role_and_never_by_name(town: Town) -> None:
    person_id = await town.person(COUNCIL)
    await town.find(AMINA_BY_NAME, worker(SCHOOL))
    [look] = await town.looks(person_id)
    assert (look.what, look.organisation_name, look.role, look.purpose) == (
        "find",
        "Dimble School",
        "worker",
        "direct_care",
    )


async def test_a_withheld_look_up_is_not(town: Town) -> None:
    kept_back = Withholding(Ground.RISK_TO_ANOTHER, "He must not learn of it yet", date(2026, 12, 31))
    find = FindPerson(town.work, town.ids, town.clock)
    assert (await find(worker(COUNCIL), "safeguarding_adult", BY_NUMBER, kept_back)).outcome == "match"
    assert await town.looks(await town.person(COUNCIL)) == []


async def test_another_agencys_name_for_her_is_not_told(town: Town) -> None:
    await town.take(SCHOOL, [row("S1", family="Khan", nhs_number=NUMBERS[0])])
    found = await town.find(BY_NUMBER, worker(SCHOOL))
    assert found.identity
    assert found.identity.family_name == "Khan"


async def test_an_answer_holds_no_address_number_or_agency(town: Town) -> None:
    person_id = await town.person(COUNCIL)
    message = str(network(await town.network(worker(NHS), person_id), TODAY))
    for secret in ("Bore", "WS13", NUMBERS[0], "01543"):
        assert secret not in message
