"""Consumers share, stop and are killed, publishers are killed: nothing is lost, and an inbox sees each record once."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from chassis.bus import Bus, Handler, Record, bus
from tests.conformance.bus.process import open_inbox
from tests.conformance.bus.reader import Reader, consuming, eventually, thing


@pytest.fixture
async def opened(bus_url: str) -> AsyncIterator[Bus]:
    async with bus(bus_url) as found:
        yield found


@contextmanager
def process(*arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A process of the test's, killed with SIGKILL at the end of the block."""
    command = [sys.executable, "-m", "tests.conformance.bus.process", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield running
        finally:
            running.send_signal(signal.SIGKILL)


class Crew:
    """Consumers that share one inbox, and whoever holds a key at the same time as another is caught."""

    def __init__(self, keys: list[str]) -> None:
        self.effects: dict[str, list[int]] = {key: [] for key in keys}
        self.clashes: list[str] = []
        self.worked: dict[str, set[str]] = {}
        self._in_hand: set[str] = set()

    def member(self, name: str) -> Handler:
        self.worked[name] = set()

        async def handle(records: Sequence[Record]) -> None:
            held = {record.key for record in records}
            self.clashes += held & self._in_hand
            self._in_hand |= held
            try:
                await asyncio.sleep(0.002)
                self.worked[name] |= held
                for record in records:
                    if int(record.value) not in self.effects[record.key]:
                        self.effects[record.key].append(int(record.value))
            finally:
                self._in_hand -= held

        return handle

    def done(self, each: int) -> bool:
        return all(len(numbers) == each for numbers in self.effects.values())


async def test_consumers_of_a_group_share_the_work_and_never_hold_a_key_together(bus_url: str) -> None:
    keys = [f"k{n}" for n in range(60)]
    crew, published = Crew(keys), 0
    one, two = crew.member("one"), crew.member("two")
    async with bus(bus_url) as first, bus(bus_url) as second, consuming(first, "crew", one):
        async with consuming(second, "crew", two):
            # Published all the while, so that shares move while records are in hand.
            while not (crew.worked["one"] and crew.worked["two"] and published > 50):
                await first.publish([thing(key, published) for key in keys])
                published += 1
            await eventually(lambda: crew.done(published))
        for _ in range(50):
            await first.publish([thing(key, published) for key in keys])
            published += 1
        await eventually(lambda: crew.done(published))
    assert crew.clashes == []
    assert all(numbers == list(range(published)) for numbers in crew.effects.values())


async def test_a_group_resumes_behind_what_it_has_handled(bus_url: str) -> None:
    before, after = Reader(), Reader()
    async with bus(bus_url) as first:
        await first.publish([thing("k", number) for number in range(10)])
        async with consuming(first, "readers", before):
            await eventually(lambda: len(before.records) >= 10)
    async with bus(bus_url) as second:
        await second.publish([thing("k", number) for number in range(10, 15)])
        async with consuming(second, "readers", after):
            await eventually(lambda: len(after.records) >= 5)
    assert after.values() == {"k": [b"10", b"11", b"12", b"13", b"14"]}


async def test_a_handler_that_is_cancelled_gives_its_record_to_the_next_consumer(opened: Bus) -> None:
    started, reader = asyncio.Event(), Reader()

    async def stuck(_: Sequence[Record]) -> None:
        started.set()
        await asyncio.Event().wait()

    await opened.publish([thing("k", 1)])
    async with consuming(opened, "readers", stuck):
        await started.wait()
    async with consuming(opened, "readers", reader):
        await eventually(lambda: len(reader.records) >= 1)
    assert reader.values() == {"k": [b"1"]}


async def test_a_consumer_killed_at_work_loses_nothing_and_doubles_nothing(bus_url: str, tmp_path: Path) -> None:
    inbox = str(tmp_path / "inbox.db")
    effects = open_inbox(inbox)

    def count() -> int:
        return int(effects.execute("SELECT count(*) FROM effects").fetchone()[0])

    async with bus(bus_url) as opened:
        await opened.publish([thing(f"k{number % 10}", number) for number in range(20_000)])
        with process("consume", bus_url, "readers", inbox):
            await eventually(lambda: count() > 0)
        assert 0 < count() < 20_000
        with process("consume", bus_url, "readers", inbox):
            await eventually(lambda: count() >= 20_000, within=60)
    found = effects.execute("SELECT key, number FROM effects ORDER BY seen").fetchall()
    effects.close()
    for key in range(10):
        assert [number for held, number in found if held == f"k{key}"] == list(range(key, 20_000, 10))


async def test_what_was_acknowledged_is_there_after_the_publisher_is_killed(bus_url: str) -> None:
    with process("publish", bus_url) as publisher:
        assert publisher.stdout is not None
        lines = iter(publisher.stdout.readline, "")
        acknowledged = [int(next(lines)) for _ in range(40)]
        publisher.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in lines if line.endswith("\n")]
    reader = Reader()
    async with bus(bus_url) as opened, consuming(opened, "readers", reader):
        await eventually(lambda: len(reader.records) >= len(acknowledged))
    assert {int(record.value) for record in reader.records} >= set(acknowledged)
