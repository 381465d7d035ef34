"""Two of everything at once: agencies that import one person, couriers that find one delivery."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.cases.api.courier import Courier
from services.cases.domain.subscriptions.delivery import DeliveryState
from services.cases.store.subscriptions.deliveries import due_deliveries
from tests.cases.partnership import partnership
from tests.cases.town import AMINA, COUNCIL, NHS, PARTNER, SCHOOL, Town, town_at


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        yield built


async def test_agencies_that_import_her_at_once_know_one_person(town: Town) -> None:
    await asyncio.gather(*(town.take(one, [AMINA], name=f"feed {one}") for one in (COUNCIL, NHS, SCHOOL)))
    assert len({await town.person(one) for one in (COUNCIL, NHS, SCHOOL)}) == 1
    assert len(await town.links()) == 2, "linked once each"


async def test_one_agency_that_sends_its_caseload_twice_at_once_keeps_one_entry(town: Town) -> None:
    reports = await asyncio.gather(*(town.take(COUNCIL, [AMINA]) for _ in range(3)))
    assert sorted((r.taken, r.unchanged) for r in reports) == [(0, 1), (0, 1), (1, 0)]


async def test_couriers_side_by_side_send_each_event_once(town: Town) -> None:
    amina = await partnership(town)
    subscription_id, _ = await amina.subscribe(PARTNER, "case.record.added")
    for _ in range(6):
        await amina.add_record()
    await amina.fan_out()
    couriers = [Courier(due_deliveries(town.db), amina.attempt(), town.clock) for _ in range(3)]
    for _ in range(6):
        for courier in couriers:
            await courier.once()
        await asyncio.gather(*(courier.finished() for courier in couriers))
    assert sorted(body["sequence"] for body in amina.bodies()) == list("123456")
    assert {d.state for d in await amina.deliveries(subscription_id)} == {DeliveryState.DELIVERED}


async def test_pulls_a_courier_and_new_events_at_once_lose_none_and_number_each_once(town: Town) -> None:
    amina = await partnership(town)
    await amina.subscribe(PARTNER, "case.record.added")

    async def happen() -> None:
        for _ in range(6):
            await amina.add_record()
            await amina.fan_out()

    async def follow() -> list[str]:
        """By cursor, in small pages, until six were had."""
        had: list[str] = []
        for _ in range(600):
            had += [one.cursor for one in await amina.pull(had[-1] if had else "", limit=2)]
            if len(had) >= 6:
                break
            await asyncio.sleep(0.01)
        return had

    async def post() -> None:
        for _ in range(6):
            await amina.attempt_all()

    one, other, *_ = await asyncio.gather(follow(), follow(), happen(), post())
    assert one == other
    pulled = await amina.pull()
    assert [each.cursor for each in pulled] == one
    assert sorted(json.loads(each.body)["sequence"] for each in pulled) == list("123456")


async def test_a_thousand_waiting_for_one_endpoint_do_not_hide_another(town: Town) -> None:
    amina = await partnership(town)
    await amina.subscribe(PARTNER, "case.record.added")
    for _ in range(5):
        await amina.add_record()
    await amina.fan_out()
    late, _ = await amina.subscribe(PARTNER, "case.record.added")
    await amina.add_record()
    await amina.fan_out()
    due = await due_deliveries(town.db)(town.clock.now(), 2, 100)
    async with town.work() as work:
        waiting = [(await work.deliveries.get(one)).subscription_id for one in due]
    assert (len(waiting), waiting.count(late)) == (3, 1)


async def test_a_courier_told_to_stop_lets_what_is_in_flight_end(town: Town) -> None:
    amina = await partnership(town)
    subscription_id, _ = await amina.subscribe(PARTNER, "case.record.added")
    await amina.add_record()
    await amina.fan_out()
    stopping, answering = asyncio.Event(), asyncio.Event()

    async def stop_while_waiting() -> None:
        stopping.set()
        await asyncio.wait_for(answering.wait(), 10)

    town.endpoints.meanwhile = stop_while_waiting
    running = asyncio.create_task(Courier(due_deliveries(town.db), amina.attempt(), town.clock).run(stopping))
    await asyncio.wait_for(stopping.wait(), 10)
    answering.set()
    await asyncio.wait_for(running, 10)
    assert [d.state for d in await amina.deliveries(subscription_id)] == [DeliveryState.DELIVERED]
