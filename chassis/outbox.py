"""Events leave through the database: written in the act's own transaction, published after it, taken at least once.

The relay reads rows not yet published, never "rows after the last one": a row whose transaction commits late is not
skipped. Rows of one key keep their order because whoever writes for a key holds that key's lock while taking the row's
number, so that an earlier number of the same key is always visible first. Published rows stay for replay until old.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.bus import Bus, Record
from chassis.clock import Clock
from chassis.db import Database, Instant
from chassis.log import logger
from chassis.run import wait

_BATCH = 500
_POLL_SECONDS = 0.25
_TOGETHER_SECONDS = 0.02
_RETRY_SECONDS = 1.0
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event to publish: `key` orders it among its like, `payload` is the encoded message."""

    id: str
    topic: str
    key: str
    type: str
    payload: bytes
    at: datetime


class Outbox:
    """The outbox table of one service and the wake-up of its relay."""

    def __init__(self, metadata: MetaData) -> None:
        self.table = Table(
            "outbox",
            metadata,
            Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
            Column("id", String, nullable=False, unique=True),
            Column("topic", String, nullable=False),
            Column("key", String, nullable=False),
            Column("type", String, nullable=False),
            Column("payload", LargeBinary, nullable=False),
            Column("at", Instant, nullable=False),
            Column("published_at", Instant, index=True),
        )
        self._insert = insert(self.table)
        self.woken = asyncio.Event()

    async def put(self, tx: AsyncConnection, events: Sequence[Outgoing]) -> None:
        """Write events in the act's transaction; the caller holds the lock of each event's key."""
        if events:
            await tx.execute(
                self._insert,
                [
                    {"id": e.id, "topic": e.topic, "key": e.key, "type": e.type, "payload": e.payload, "at": e.at}
                    for e in events
                ],
            )

    async def waiting(self, tx: AsyncConnection) -> int:
        """How many events are not published yet."""
        t = self.table
        return int((await tx.execute(select(func.count()).where(t.c.published_at.is_(None)))).scalar_one())


class Relay:
    """Publishes what the outbox holds, in order per key. One relay at a time per outbox: run it under a lease."""

    def __init__(self, db: Database, outbox: Outbox, bus: Bus, clock: Clock) -> None:
        self._db, self._outbox, self._bus, self._clock = db, outbox, bus, clock
        t = outbox.table
        self._next = select(t).where(t.c.published_at.is_(None)).order_by(t.c.number).limit(_BATCH)
        self._done = update(t).where(t.c.number == bindparam("of")).values(published_at=bindparam("published"))
        self._old = delete(t).where(t.c.published_at < bindparam("before"))

    async def run(self, stopping: asyncio.Event) -> None:
        """Publish until told to stop. A bus that is away is tried again; nothing is dropped."""
        while not stopping.is_set():
            self._outbox.woken.clear()
            try:
                published = await self.once()
                if 0 < published < _BATCH:
                    # Each batch costs the bus a sync and wakes who listens: what comes meanwhile goes together.
                    await asyncio.sleep(_TOGETHER_SECONDS)
                pause = 0.0 if published else _POLL_SECONDS
            except Exception as error:  # whatever the bus raises, the rows stay and are tried again
                logger().warning("events not published", kind=type(error).__name__)
                pause = _RETRY_SECONDS
            await wait(self._outbox.woken, pause)

    async def once(self) -> int:
        """Publish one batch; answers how many. A crash between publishing and marking publishes again, same ids."""
        rows = await self._db.ask(self._next, {})
        if not rows:
            return 0
        await self._bus.publish(
            [Record(topic=r.topic, key=r.key, value=r.payload, headers={"id": r.id, "type": r.type}) for r in rows]
        )
        now = self._clock.now()
        async with self._db.transaction() as tx:
            await tx.execute(self._done, [{"of": r.number, "published": now} for r in rows])
            await tx.execute(self._old, {"before": now - KEPT})
        return len(rows)


class Inbox:
    """Makes an event's effect inside our database exactly once: `UNIQUE(consumer, event_id)` in its transaction."""

    def __init__(self, metadata: MetaData) -> None:
        self.table = Table(
            "inbox",
            metadata,
            Column("consumer", String, nullable=False),
            Column("event_id", String, nullable=False),
            Column("at", Instant, nullable=False),
            UniqueConstraint("consumer", "event_id"),
        )
        self._first = {
            "sqlite": insert_sqlite(self.table).on_conflict_do_nothing(),
            "postgresql": insert_postgresql(self.table).on_conflict_do_nothing(),
        }

    async def first(self, tx: AsyncConnection, consumer: str, event_id: str, at: datetime) -> bool:
        """Whether this consumer sees the event for the first time; if so, that is noted in this transaction."""
        values = {"consumer": consumer, "event_id": event_id, "at": at}
        done = await tx.execute(self._first[tx.dialect.name], values)
        return done.rowcount == 1

    def of(self, tx: AsyncConnection, clock: Clock) -> "Heard":
        return Heard(self, tx, clock)


class Heard:
    """An inbox in one transaction."""

    def __init__(self, inbox: Inbox, tx: AsyncConnection, clock: Clock) -> None:
        self._inbox, self._tx, self._clock = inbox, tx, clock

    async def first(self, consumer: str, event_id: str) -> bool:
        """Whether this consumer hears of the event for the first time; that is noted here."""
        return await self._inbox.first(self._tx, consumer, event_id, self._clock.now())
