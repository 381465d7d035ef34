"""One holder at a time, on every database; a dead one is succeeded."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import MetaData
from sqlalchemy.exc import OperationalError

from chassis.clock import Clock, FixedClock, SystemClock
from chassis.db import Database, database
from chassis.lease import Lease, lease_table
from chassis.run import Part
from tests.conformance.bus.reader import eventually

METADATA = MetaData()
TABLE = lease_table(METADATA)
START = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TTL = timedelta(seconds=9)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with database(database_url) as opened:
        async with opened.transaction() as tx:
            await tx.run_sync(METADATA.create_all)
        yield opened


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


def lease(db: Database, clock: Clock, holder: str, name: str = "sequencer", ttl: timedelta = TTL) -> Lease:
    return Lease(db, TABLE, clock, name=name, holder=holder, ttl=ttl)


async def test_one_holds_and_the_other_waits(db: Database, clock: FixedClock) -> None:
    one, two = lease(db, clock, "one"), lease(db, clock, "two")
    assert await one.hold()
    assert not await two.hold()
    assert await one.hold()


async def test_of_many_who_ask_at_once_one_gets_it(db: Database, clock: FixedClock) -> None:
    answers = await asyncio.gather(*(lease(db, clock, f"holder {i}").hold() for i in range(8)))
    assert answers.count(True) == 1


async def test_each_role_and_shard_has_its_own(db: Database, clock: FixedClock) -> None:
    assert await lease(db, clock, "one", "relay/0").hold()
    assert await lease(db, clock, "two", "relay/1").hold()


async def test_a_holder_that_keeps_asking_keeps_it(db: Database, clock: FixedClock) -> None:
    one, two = lease(db, clock, "one"), lease(db, clock, "two")
    for _ in range(10):
        assert await one.hold()
        assert not await two.hold()
        clock.at += TTL / 2


async def test_a_silent_holder_is_succeeded_when_its_time_is_over(db: Database, clock: FixedClock) -> None:
    one, two = lease(db, clock, "one"), lease(db, clock, "two")
    await one.hold()
    clock.at += TTL - timedelta(microseconds=1)
    assert not await two.hold()
    clock.at += timedelta(microseconds=1)
    assert await two.hold()
    assert not await one.hold()


async def test_giving_up_lets_the_next_in_at_once(db: Database, clock: FixedClock) -> None:
    one, two = lease(db, clock, "one"), lease(db, clock, "two")
    await one.hold()
    await one.release()
    assert await two.hold()
    await one.release()  # no longer its own: changes nothing
    assert not await lease(db, clock, "three").hold()


async def test_a_part_runs_under_one_lease_at_a_time_and_passes_on(db: Database) -> None:
    ttl, clock = timedelta(seconds=0.6), SystemClock()
    running: list[str] = []
    stops = {holder: asyncio.Event() for holder in ("one", "two")}

    def part(holder: str) -> Part:
        async def work(stopping: asyncio.Event) -> None:
            assert running == []
            running.append(holder)
            await stopping.wait()
            running.remove(holder)

        return work

    both = asyncio.gather(*(lease(db, clock, who, ttl=ttl).held(part(who))(stop) for who, stop in stops.items()))
    await eventually(lambda: running != [])
    first = running[0]
    other = "two" if first == "one" else "one"
    stops[first].set()
    await eventually(lambda: running == [other])
    stops[other].set()
    await both
    assert running == []


async def test_a_part_that_lost_its_lease_is_told_to_stop(db: Database) -> None:
    ttl, stop = timedelta(seconds=0.6), asyncio.Event()
    clock = FixedClock(START)
    events: list[str] = []

    async def work(stopping: asyncio.Event) -> None:
        events.append("begun")
        await stopping.wait()
        events.append("told")

    mine, other = lease(db, clock, "one", ttl=ttl), lease(db, clock, "two", ttl=ttl)
    under = asyncio.ensure_future(mine.held(work)(stop))
    await eventually(lambda: events == ["begun"])
    clock.at += timedelta(minutes=1)
    assert await other.hold()
    await eventually(lambda: events == ["begun", "told"])
    await other.release()
    await eventually(lambda: events == ["begun", "told", "begun"])
    stop.set()
    await under
    assert events == ["begun", "told", "begun", "told"]


async def test_a_part_that_fails_fails_its_holder_and_frees_the_lease(db: Database, clock: FixedClock) -> None:
    async def work(stopping: asyncio.Event) -> None:
        raise ValueError("broken")

    with pytest.RaisesGroup(pytest.RaisesExc(ValueError, match="broken")):
        await lease(db, clock, "one").held(work)(asyncio.Event())
    assert await lease(db, clock, "two").hold()


async def test_parts_under_one_lease_begin_and_end_together(db: Database, clock: FixedClock) -> None:
    events: list[str] = []

    def part(name: str, *, breaks: bool = False) -> Part:
        async def work(stopping: asyncio.Event) -> None:
            events.append(f"{name} begun")
            try:
                await eventually(lambda: (len(events) == 2 and breaks) or stopping.is_set())
                if breaks:
                    raise ValueError("broken")
            finally:
                events.append(f"{name} over")

        return work

    stop = asyncio.Event()
    under = asyncio.ensure_future(lease(db, clock, "one").held(part("a"), part("b"))(stop))
    await eventually(lambda: events == ["a begun", "b begun"])
    stop.set()
    await under
    assert sorted(events[2:]) == ["a over", "b over"]
    events.clear()
    with pytest.RaisesGroup(pytest.RaisesExc(ValueError, match="broken")):
        await lease(db, clock, "one").held(part("a"), part("b", breaks=True))(asyncio.Event())
    assert sorted(events[2:]) == ["a over", "b over"]


async def test_a_part_that_ends_too_soon_is_an_error(db: Database, clock: FixedClock) -> None:
    async def work(stopping: asyncio.Event) -> None:
        return

    with pytest.RaisesGroup(pytest.RaisesExc(RuntimeError, match="ended before it was told to")):
        await lease(db, clock, "one").held(work)(asyncio.Event())


async def test_a_database_that_is_away_costs_the_lease_only_when_its_time_is_over(
    db: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []

    async def work(stopping: asyncio.Event) -> None:
        events.append("begun")
        await stopping.wait()
        events.append("told")

    asked: list[datetime] = []

    def away() -> None:
        asked.append(clock.now())
        raise OperationalError("SELECT 1", {}, Exception("away"))

    ttl, stop = timedelta(seconds=0.3), asyncio.Event()
    under = asyncio.ensure_future(lease(db, clock, "one", ttl=ttl).held(work)(stop))
    await eventually(lambda: events == ["begun"])
    monkeypatch.setattr(db, "transaction", away)
    clock.at += ttl * 0.9
    await eventually(lambda: len(asked) > 2)
    assert events == ["begun"]
    clock.at += ttl * 0.1
    await eventually(lambda: events == ["begun", "told"])
    stop.set()
    await under
