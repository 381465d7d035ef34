"""What a service may rely on, whichever bus carries its events: order, delivery, waiting, lag."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from functools import partial

import pytest

from chassis.bus import Bus, Record, bus
from tests.conformance.bus.reader import Reader, consuming, eventually, thing


@pytest.fixture
async def opened(bus_url: str) -> AsyncIterator[Bus]:
    async with bus(bus_url) as found:
        yield found


async def test_records_of_a_key_arrive_in_the_order_they_were_published(opened: Bus) -> None:
    keys, reader = [f"k{n}" for n in range(20)], Reader()
    async with consuming(opened, "readers", reader):
        for first in (0, 10, 20):
            await opened.publish([thing(key, number) for number in range(first, first + 10) for key in keys])
        await eventually(lambda: len(reader.records) >= 600)
    expected = [str(number).encode() for number in range(30)]
    assert reader.values() == dict.fromkeys(keys, expected)


async def test_key_value_and_headers_arrive_as_they_were_sent(opened: Bus) -> None:
    sent = Record(
        "things", "Łódź/ü", bytes(range(256)), {"id": "evt_1", "content-type": "application/json", "né": "é☂"}
    )
    empty = Record("things", "empty", b"")
    reader = Reader()
    async with consuming(opened, "readers", reader):
        await opened.publish([sent, empty])
        await eventually(lambda: len(reader.records) >= 2)
    assert sorted(reader.records, key=lambda record: record.key) == [empty, sent]


async def test_a_group_hears_what_was_published_before_it_existed(opened: Bus) -> None:
    await opened.publish([thing("k", number) for number in range(5)])
    reader = Reader()
    async with consuming(opened, "late", reader):
        await eventually(lambda: len(reader.records) >= 5)
    assert reader.values() == {"k": [b"0", b"1", b"2", b"3", b"4"]}


async def test_each_group_hears_everything_on_each_of_its_topics_and_nothing_else(opened: Bus) -> None:
    one, other = Reader(), Reader()
    async with consuming(opened, "one", one, "things", "stuff"), consuming(opened, "other", other, "stuff"):
        await opened.publish([thing("k", 1, "things"), thing("k", 2, "stuff"), thing("k", 3, "elsewhere")])
        await eventually(lambda: len(one.records) >= 2 and len(other.records) >= 1)
    assert sorted((record.topic, record.value) for record in one.records) == [("stuff", b"2"), ("things", b"1")]
    assert [record.value for record in other.records] == [b"2"]


async def test_a_record_whose_handler_fails_comes_again_and_what_is_behind_it_waits(opened: Bus) -> None:
    taken: list[bytes] = []
    failures = 0

    async def handle(records: Sequence[Record]) -> None:
        nonlocal failures
        if failures < 4 and any(record.value == b"2" for record in records):
            failures += 1
            raise RuntimeError("not yet")
        taken.extend(record.value for record in records)

    await opened.publish([thing("k", number) for number in range(5)])
    async with consuming(opened, "readers", handle):
        await eventually(lambda: len(taken) >= 5)
    assert failures == 4
    assert taken == [b"0", b"1", b"2", b"3", b"4"]


async def test_a_record_that_always_fails_holds_up_no_other_partition_and_is_never_skipped(opened: Bus) -> None:
    reader, attempts = Reader(), 0

    async def handle(records: Sequence[Record]) -> None:
        nonlocal attempts
        if any(record.key == "bad" for record in records):
            attempts += 1
            raise RuntimeError("never")
        await reader(records)

    await opened.publish([thing("bad", 0)])
    async with consuming(opened, "readers", handle):
        await eventually(lambda: attempts >= 2)
        await opened.publish([thing(f"k{n}", n) for n in range(200)])
        await eventually(lambda: len(reader.records) > 100 and attempts >= 4)
    assert await opened.lag("readers", ["things"]) == 201 - len(reader.records)
    again = Reader()
    async with consuming(opened, "readers", again):
        await eventually(lambda: "bad" in again.values())


async def test_stopping_lets_the_handler_finish_and_does_not_hand_out_the_record_again(opened: Bus) -> None:
    started, finish, reader = asyncio.Event(), asyncio.Event(), Reader()

    async def handle(records: Sequence[Record]) -> None:
        started.set()
        await finish.wait()
        await reader(records)

    await opened.publish([thing("k", 1)])
    stopping = asyncio.Event()
    consumer = asyncio.create_task(opened.consume("readers", ["things"], handle, stopping))
    await started.wait()
    stopping.set()
    asyncio.get_running_loop().call_later(0.3, finish.set)
    async with asyncio.timeout(20):
        await consumer
    assert reader.values() == {"k": [b"1"]}
    assert await opened.lag("readers", ["things"]) == 0


async def test_a_large_batch_and_a_large_record_arrive(opened: Bus) -> None:
    reader = Reader()
    many = [thing(f"k{number % 500}", number) for number in range(20_000)]
    large = Record("things", "large", b"x" * 800_000)
    await opened.publish([*many, large])
    async with consuming(opened, "readers", reader):
        await eventually(lambda: len(reader.records) >= 20_001, within=60)
    values = reader.values()
    assert values.pop("large") == [large.value]
    assert all([int(value) for value in numbers] == sorted(map(int, numbers)) for numbers in values.values())
    assert sum(map(len, values.values())) == 20_000


async def test_the_lag_of_a_group_is_what_it_has_not_handled(opened: Bus) -> None:
    reader = Reader()
    await opened.publish([thing(f"k{number}", number) for number in range(30)])
    assert await opened.lag("readers", ["things"]) == 30
    async with consuming(opened, "readers", reader):
        await eventually(lambda: len(reader.records) >= 30)
    assert await opened.lag("readers", ["things"]) == 0
    await opened.publish([thing("k", 31)])
    assert await opened.lag("readers", ["things"]) == 1
    assert await opened.lag("readers", ["things", "silent"]) == 1


async def test_a_waiting_consumer_is_woken_at_once(opened: Bus) -> None:
    took: list[float] = []

    async def handle(records: Sequence[Record]) -> None:
        took.append(time.perf_counter() - float(records[0].value))

    async with consuming(opened, "readers", handle):
        for number in range(101):
            await opened.publish([Record("things", f"k{number}", str(time.perf_counter()).encode())])
            await eventually(partial(lambda heard: len(took) > heard, number))
    # The first one waited for the group to form.
    warm = sorted(took[1:])
    logging.getLogger(__name__).info("wake-up: p50 %.2f ms, p99 %.2f ms", warm[50] * 1000, warm[98] * 1000)
    assert warm[50] < 0.25


async def test_a_bus_in_reach_says_so(opened: Bus) -> None:
    assert await opened.ready()


def test_a_record_that_could_never_travel_is_refused_when_it_is_made() -> None:
    for topic, key, value in (
        ("no spaces", "k", b""),
        ("..", "k", b""),
        ("a/b", "k", b""),
        ("t", "", b""),
        ("t", "k", b"x" * 900_001),
    ):
        with pytest.raises(ValueError, match=r"topic|record"):
            Record(topic, key, value)
