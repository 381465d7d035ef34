"""What goes while somebody waits to look at it, he does not see: what leaves is as it is once the person is held."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.errors import NotFound
from services.cases.domain.retention.schedule import Retention
from tests.cases.hubs.hub_town import HubTown, hub_town
from tests.cases.sharing_town import SOCIAL_WORKER, SharingTown
from tests.cases.town import COUNCIL
from tests.locks import at_the_lock


@pytest.fixture
async def hub(database_url: str, tmp_path: Path) -> AsyncIterator[HubTown]:
    async with hub_town(database_url, tmp_path) as there:
        yield there


async def test_a_case_that_is_erased_meanwhile(town: SharingTown) -> None:
    async with town.town.work() as work:
        await work.people.locked(town.amina)
        looking = asyncio.create_task(town.look(SOCIAL_WORKER))
        await at_the_lock(town.town.db)
        await work.holdings.erase(COUNCIL, town.amina, Retention.HOUSING)
    with pytest.raises(NotFound):
        await looking


async def test_a_contribution_that_is_erased_meanwhile(hub: HubTown) -> None:
    made = await hub.contribute(await hub.open())
    async with hub.there.town.work() as work:
        await work.people.locked(made.person_id)
        reading = asyncio.create_task(hub.read(made))
        await at_the_lock(hub.there.town.db)
        await work.holdings.erase(made.organisation_id, made.person_id, Retention.ENQUIRIES)
    with pytest.raises(NotFound):
        await reading
