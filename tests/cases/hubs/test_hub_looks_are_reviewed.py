"""What happened inside a hub is looked at again by its host's auditors, once the enquiry is over, and by nobody else;
it is in no list of what is held.
"""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.access.held_item import ItemKind
from services.cases.domain.audit.withheld import ToReview
from services.cases.usecases.audit.list_withheld import ListWithheld
from tests.cases.access.answering_access import DPO, items
from tests.cases.access.test_access_requests import ask
from tests.cases.hubs.hub_town import CHAIR, DETECTIVE, POLICE, HubTown, hub_town
from tests.cases.sharing_town import PAGE, holding
from tests.cases.town import worker

POLICE_DPO = holding(worker(POLICE, "acc_police_dpo", "dpo"), "withheld:release")


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[HubTown]:
    async with hub_town(database_url, tmp_path) as there:
        yield there


async def _queue(town: HubTown, caller: Caller) -> list[ToReview]:
    return [*(await ListWithheld(town.there.town.work, town.there.town.clock)(caller, PAGE)).items]


async def test_the_hosts_auditors_review_it_once_it_is_over_and_nobody_else_hears_of_it(town: HubTown) -> None:
    there, enquiry = town.there, await town.open()
    await town.see(enquiry, DETECTIVE)
    async with there.town.work() as work:
        [one] = await work.withheld.overdue(date(2027, 6, 1), 10)
    for caller in (DPO, POLICE_DPO):
        with pytest.raises(NotFound):
            await there.release(one.id, caller)
    there.later(days=60)
    assert [found.withheld.disclosure_id for found in await _queue(town, DPO)] == [one.id]
    assert await _queue(town, POLICE_DPO) == []
    with pytest.raises(NotFound):
        await there.release(one.id, POLICE_DPO)
    await there.release(one.id, DPO)


async def test_who_is_named_as_a_source_of_harm_reviews_nothing_of_it(town: HubTown) -> None:
    there = town.there
    await town.see(await town.open(sources=["pro_acc_dpo"]), DETECTIVE)
    there.later(days=60)
    assert await _queue(town, DPO) == []


async def test_an_officer_who_answers_a_request_is_listed_nothing_of_it(town: HubTown) -> None:
    asked = await ask(town.there)
    before = await items(town.there, asked)
    enquiry = await town.open()
    for caller in (CHAIR, DETECTIVE):
        await town.see(enquiry, caller)
    after = await items(town.there, asked)
    assert [one.item for one in after.items] == [one.item for one in before.items]
    assert ItemKind.DISCLOSURE not in {one.item.kind for one in after.items}
