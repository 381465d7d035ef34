"""An honest mistake, the wrong person linked: it is undone, and stays undone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.cases.usecases.casework.create_case import CreateCase
from services.cases.usecases.people.separate_person import SeparatePerson
from tests.cases.town import AMINA, COUNCIL, NHS, SCHOOL, Town, town_at, worker

MANAGER = worker(NHS, "acc_manager", role="manager")
WHY = "Her twin; the number was mistyped."


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        await built.take(COUNCIL, [AMINA])
        await built.take(NHS, [replace(AMINA, local_id="77")])
        yield built


async def test_each_agency_works_with_its_own_person_again(town: Town) -> None:
    amina = await town.person(COUNCIL)
    twin = await SeparatePerson(town.work, town.ids, town.clock)(MANAGER, "77", WHY)
    assert await town.person(NHS, "77") == twin != amina == await town.person(COUNCIL)
    assert [s.organisation_name for s in (await town.network(worker(NHS), twin)).seats] == ["Midlands NHS Trust"]
    assert [s.organisation_name for s in (await town.network(worker(COUNCIL), amina)).seats] == [
        "Lichfield District Council"
    ]
    with pytest.raises(NotFound):
        await town.network(worker(NHS), amina)


async def test_it_is_written_down_and_the_network_it_leaves_hears(town: Town) -> None:
    before = await town.told()
    await SeparatePerson(town.work, town.ids, town.clock)(MANAGER, "77", WHY)
    [link] = await town.links()
    assert link.ended_at == town.clock.at
    assert (await town.told())[len(before) :] == [("involvement.changed", await town.person(COUNCIL))]


async def test_the_next_import_does_not_link_them_again(town: Town) -> None:
    twin = await SeparatePerson(town.work, town.ids, town.clock)(MANAGER, "77", WHY)
    await town.take(NHS, [replace(AMINA, local_id="77", phone="01543 9")])
    assert await town.person(NHS, "77") == twin
    with pytest.raises(Conflict):
        await SeparatePerson(town.work, town.ids, town.clock)(MANAGER, "77", WHY)


async def test_what_was_written_about_the_wrong_person_is_not_moved_by_guesswork(town: Town) -> None:
    await CreateCase(town.work, town.ids, town.clock)(worker(NHS), await town.person(NHS, "77"), "Asthma", "health")
    with pytest.raises(Conflict, match="cases"):
        await SeparatePerson(town.work, town.ids, town.clock)(MANAGER, "77", WHY)


async def test_only_a_manager_of_the_agency_with_a_reason(town: Town) -> None:
    separate = SeparatePerson(town.work, town.ids, town.clock)
    with pytest.raises(Denied):
        await separate(worker(NHS), "77", WHY)
    with pytest.raises(NotFound):
        await separate(worker(SCHOOL, role="manager"), "77", WHY)
    with pytest.raises(Invalid):
        await separate(MANAGER, "77", " ")
