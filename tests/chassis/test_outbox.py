"""Events leave exactly as the database says, whatever dies on the way."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import MetaData

from chassis.bus import Record
from chassis.clock import FixedClock
from chassis.db import Database, database
from chassis.errors import Unavailable
from chassis.outbox import Inbox, Outbox, Outgoing, Relay

_NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


class Kept:
    """A bus that keeps what it is given, and can be away."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.away = False

    async def publish(self, records: Sequence[Record]) -> None:
        if self.away:
            raise Unavailable("the bus is away")
        self.records += records

    async def consume(self, *_: object) -> None:
        raise AssertionError

    async def lag(self, *_: object) -> int:
        return 0

    async def ready(self) -> bool:
        return not self.away


class Shop:
    def __init__(self, db: Database, outbox: Outbox, inbox: Inbox) -> None:
        self.db, self.outbox, self.inbox, self.bus = db, outbox, inbox, Kept()
        self.relay = Relay(db, outbox, self.bus, FixedClock(_NOW))

    async def sells(self, *ids: str, key: str = "till") -> None:
        async with self.db.transaction() as tx:
            await self.outbox.put(tx, [Outgoing(i, "shop", key, "sold", i.encode(), _NOW) for i in ids])


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[Shop]:
    metadata = MetaData()
    outbox, inbox = Outbox(metadata), Inbox(metadata)
    async with database(database_url) as db:
        async with db.transaction() as tx:
            await tx.run_sync(metadata.create_all)
        yield Shop(db, outbox, inbox)


async def test_events_leave_in_the_order_they_were_written(shop: Shop) -> None:
    await shop.sells("e1", "e2")
    await shop.sells("e3")
    assert await shop.relay.once() == 3
    assert [r.headers["id"] for r in shop.bus.records] == ["e1", "e2", "e3"]
    assert await shop.relay.once() == 0


async def test_an_act_that_is_rolled_back_tells_nobody(shop: Shop) -> None:
    with pytest.raises(RuntimeError):
        async with shop.db.transaction() as tx:
            await shop.outbox.put(tx, [Outgoing("e1", "shop", "till", "sold", b"", _NOW)])
            raise RuntimeError
    assert await shop.relay.once() == 0


async def test_events_wait_while_the_bus_is_away(shop: Shop) -> None:
    await shop.sells("e1")
    shop.bus.away = True
    with pytest.raises(Unavailable):
        await shop.relay.once()
    async with shop.db.reading() as tx:
        assert await shop.outbox.waiting(tx) == 1
    shop.bus.away = False
    assert await shop.relay.once() == 1


async def test_an_event_published_before_a_crash_is_published_again_with_the_same_id(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.sells("e1")

    def dies(*_: object) -> None:
        raise RuntimeError("killed between publishing and marking")

    with monkeypatch.context() as patched:
        patched.setattr(shop.relay, "_clock", type("Dead", (), {"now": dies})())
        with pytest.raises(RuntimeError):
            await shop.relay.once()
    await shop.relay.once()
    assert [r.headers["id"] for r in shop.bus.records] == ["e1", "e1"]


async def test_a_consumer_sees_an_event_for_the_first_time_once(shop: Shop) -> None:
    seen = []
    for consumer in ("mail", "mail", "stock"):
        async with shop.db.transaction() as tx:
            seen.append(await shop.inbox.first(tx, consumer, "e1", _NOW))
    assert seen == [True, False, True]


async def test_an_effect_that_is_rolled_back_may_be_tried_again(shop: Shop) -> None:
    with pytest.raises(RuntimeError):
        async with shop.db.transaction() as tx:
            assert await shop.inbox.first(tx, "mail", "e1", _NOW)
            raise RuntimeError
    async with shop.db.transaction() as tx:
        assert await shop.inbox.first(tx, "mail", "e1", _NOW)
