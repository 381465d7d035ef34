"""An entry that was linked with nobody is matched again when the agency corrects who it is of; what somebody told apart
stays apart.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.cases.domain.people.possible_link import Decided
from services.cases.ports.casework import Page
from services.cases.usecases.casework.create_case import CreateCase
from services.cases.usecases.people.decide_possible_link import DecidePossibleLink
from services.cases.usecases.people.list_possible_links import ListPossibleLinks
from services.cases.usecases.people.separate_person import SeparatePerson
from tests.cases.town import AMINA, COUNCIL, NHS, NUMBERS, REFUGE, SCHOOL, Town, row, town_at, worker

MANAGER = worker(NHS, "acc_manager", role="manager")
TYPO = row("77", given="Xmina", birth="1929-03-04", phone="0121 2")
CORRECTED = row("77", nhs_number=NUMBERS[0], phone="0121 2")


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        await built.take(COUNCIL, [AMINA])
        await built.take(NHS, [TYPO])
        yield built


async def separate(town: Town, organisation: str, local_id: str) -> None:
    manager = worker(organisation, "acc_manager", role="manager")
    await SeparatePerson(town.work, town.ids, town.clock)(manager, local_id, "It was her cousin.")


async def test_a_corrected_entry_finds_its_person_and_brings_its_agency_into_her_network(town: Town) -> None:
    before = await town.person(NHS, "77")
    assert before != await town.person(COUNCIL)
    report = await town.take(NHS, [CORRECTED])
    amina = await town.person(COUNCIL)
    assert await town.person(NHS, "77") == amina
    assert report.linked == 1
    names = [seat.organisation_name for seat in (await town.network(worker(COUNCIL), amina)).seats]
    assert names == ["Lichfield District Council", "Midlands NHS Trust"]
    assert (await town.told())[-1] == ("involvement.changed", amina)
    [link] = await town.links()
    assert (link.rule, link.from_person_id) == ("nhs_number_and_date_of_birth", before)
    await town.take(NHS, [CORRECTED])
    assert len(await town.links()) == 1


async def test_a_correction_that_makes_it_likely_waits_for_somebody_to_look_once(town: Town) -> None:
    likely = replace(CORRECTED, nhs_number="", postcode="B1 1AA")
    for again in (likely, replace(likely, postcode="B1 1AB")):
        await town.take(NHS, [again])
    [link] = (await ListPossibleLinks(town.work)(MANAGER, Page(50))).items
    assert (link.local_id, link.person_id) == ("77", await town.person(COUNCIL))
    assert await town.links() == []


async def test_what_was_told_apart_is_never_proposed_again_whichever_side_changes(town: Town) -> None:
    await town.take(NHS, [CORRECTED])
    await separate(town, NHS, "77")
    apart = await town.person(NHS, "77")
    assert apart != await town.person(COUNCIL)
    await town.take(NHS, [replace(CORRECTED, postcode="WS13 6YY")])
    await town.take(COUNCIL, [replace(AMINA, postcode="B1 1AA")])
    assert (await town.person(NHS, "77"), await town.person(COUNCIL) != apart) == (apart, True)
    for manager in (MANAGER, worker(COUNCIL, role="manager")):
        assert (await ListPossibleLinks(town.work)(manager, Page(50))).items == []


async def test_nor_when_a_manager_said_that_they_are_two(town: Town) -> None:
    await town.take(NHS, [replace(CORRECTED, nhs_number="", postcode="B1 1AA")])
    [link] = (await ListPossibleLinks(town.work)(MANAGER, Page(50))).items
    decided = await DecidePossibleLink(town.work, town.ids, town.clock)(MANAGER, link.id, False, "Her cousin.")
    assert decided.decided is Decided.REFUSED
    await town.take(NHS, [CORRECTED])
    await town.take(COUNCIL, [replace(AMINA, postcode="B1 1AA")])
    assert await town.person(NHS, "77") != await town.person(COUNCIL)
    assert (await ListPossibleLinks(town.work)(MANAGER, Page(50))).items == []


async def test_nor_once_the_other_has_become_a_third_ones(town: Town) -> None:
    await town.take(NHS, [CORRECTED])
    await separate(town, NHS, "77")
    await town.take(SCHOOL, [row("S1", given="Xenia", birth="1930-01-01")])
    await town.take(SCHOOL, [row("S1", nhs_number=NUMBERS[1], postcode="B9 9ZZ")])
    await town.take(COUNCIL, [replace(AMINA, nhs_number=NUMBERS[1])])
    assert await town.person(SCHOOL, "S1") == await town.person(COUNCIL)
    await town.take(NHS, [replace(CORRECTED, nhs_number=NUMBERS[1])])
    assert await town.person(NHS, "77") != await town.person(COUNCIL)
    assert (await ListPossibleLinks(town.work)(MANAGER, Page(50))).items == []


async def test_what_the_agency_wrote_meanwhile_is_not_moved_and_somebody_looks(town: Town) -> None:
    before = await town.person(NHS, "77")
    await CreateCase(town.work, town.ids, town.clock)(worker(NHS), before, "Asthma", "health")
    await town.take(NHS, [CORRECTED])
    assert await town.person(NHS, "77") == before
    [link] = (await ListPossibleLinks(town.work)(MANAGER, Page(50))).items
    assert link.person_id == await town.person(COUNCIL)


async def test_an_entry_that_others_know_too_stays_with_them_whatever_is_typed(town: Town) -> None:
    await town.take(SCHOOL, [row("S1", given="Xmina", birth="1929-03-04", phone="0121 2")])
    together = await town.person(SCHOOL, "S1")
    assert together == await town.person(NHS, "77")
    await town.take(NHS, [CORRECTED])
    assert await town.person(NHS, "77") == together


@pytest.mark.parametrize("shielded", [False, True], ids=["without", "with"])
async def test_a_shielded_entry_makes_no_difference_to_it(town: Town, shielded: bool) -> None:
    if shielded:
        await town.take(REFUGE, [row("R1", given="Xmina", birth="1929-03-04", phone="0121 2")], shielded=True)
    await town.take(NHS, [CORRECTED])
    assert await town.person(NHS, "77") == await town.person(COUNCIL)
