"""One at a time: a row per role (and shard) says who does the work, and until when.

A lease makes two at work rare, not impossible: a process that froze may wake when its time is over. What must not
happen twice is therefore kept by the transaction that does it: by a row's lock or a unique index, never by the lease.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, MetaData, Table, Text, bindparam, or_, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.dml import ReturningInsert

from chassis.clock import Clock
from chassis.db import Database, Instant
from chassis.log import logger
from chassis.run import Part

TTL = timedelta(seconds=3)
_AWAY = (SQLAlchemyError, OSError)


def lease_table(metadata: MetaData) -> Table:
    """Table `lease`, a row for each `name`."""
    return Table(
        "lease",
        metadata,
        Column("name", Text, primary_key=True),
        Column("holder", Text, nullable=False),
        Column("expires", Instant, nullable=False),
    )


class Lease:
    """The lease `name`, as seen by `holder`, an id that no other process uses.

    The clock must run (one held still would keep a dead holder's lease for ever), and the clocks of several hosts agree
    to well within `ttl`.
    """

    def __init__(
        self, db: Database, table: Table, clock: Clock, *, name: str, holder: str, ttl: timedelta = TTL
    ) -> None:
        self._db, self._table, self._clock = db, table, clock
        self._name, self._holder, self._ttl = name, holder, ttl
        self._taking = _taking(table, db.dialect)
        self._mine = False
        self._expires = self._renewal = clock.now()

    async def hold(self) -> bool:
        """Take or keep the lease: whether it is ours.

        Call it before each piece of work; the database is only asked once a third of the time is gone.
        """
        now = self._clock.now()
        if not self._mine or now >= self._renewal:
            asked = {"which": self._name, "who": self._holder, "until": now + self._ttl, "now": now}
            async with self._db.transaction() as tx:
                self._mine = (await tx.execute(self._taking, asked)).scalar() is not None
            self._expires, self._renewal = now + self._ttl, now + self._ttl / 3
        return self._mine

    async def release(self) -> None:
        """Give the lease up at once, where it is still ours."""
        self._mine, c = False, self._table.c
        mine = update(self._table).where(c.name == self._name, c.holder == self._holder)
        async with self._db.transaction() as tx:
            await tx.execute(mine.values(expires=self._clock.now()))

    def held(self, *parts: Part) -> Part:
        """The parts, running only while the lease is ours: told to stop when that is lost, started again with it."""

        async def under_lease(stopping: asyncio.Event) -> None:
            try:
                while not stopping.is_set():
                    if await self._ours():
                        await self._work(parts, stopping)
                    else:
                        await _either(self._beat, stopping)
            finally:
                await self._leave()

        return under_lease

    async def _work(self, parts: Sequence[Part], stopping: asyncio.Event) -> None:
        told = asyncio.Event()
        working = asyncio.create_task(_all(parts, told))
        try:
            while await self._ours() and not working.done() and not stopping.is_set():
                await _either(self._beat, stopping, working)
        except asyncio.CancelledError:
            working.cancel()
            raise
        finally:
            told.set()
            await working

    @property
    def _beat(self) -> float:
        return self._ttl.total_seconds() / 3

    async def _ours(self) -> bool:
        """Whether we may work on. A database that is away takes the lease from nobody until its time is over."""
        try:
            return await self.hold()
        except _AWAY as error:
            logger().warning("lease not renewed", kind=type(error).__name__)
            return self._mine and self._clock.now() < self._expires

    async def _leave(self) -> None:
        try:
            await self.release()
        except _AWAY as error:  # it runs out by itself
            logger().warning("lease not released", kind=type(error).__name__)


def _taking(table: Table, dialect: str) -> ReturningInsert[Any]:
    """The lease for `who` where it is free or theirs already: its name, else no row."""
    insert, c = insert_sqlite if dialect == "sqlite" else insert_postgresql, table.c
    new = insert(table).values(name=bindparam("which"), holder=bindparam("who"), expires=bindparam("until"))
    return new.on_conflict_do_update(
        index_elements=[c.name],
        set_={"holder": new.excluded.holder, "expires": new.excluded.expires},
        where=or_(c.holder == new.excluded.holder, c.expires <= bindparam("now", type_=c.expires.type)),
    ).returning(c.name)


async def _all(parts: Sequence[Part], stopping: asyncio.Event) -> None:
    """Return once each has; where one fails, or ends before it is told to, the others are cancelled."""

    async def to_its_end(part: Part) -> None:
        await part(stopping)
        if not stopping.is_set():
            raise RuntimeError("a part ended before it was told to")

    async with asyncio.TaskGroup() as group:
        for part in parts:
            group.create_task(to_its_end(part))


async def _either(seconds: float, event: asyncio.Event, task: "asyncio.Task[None] | None" = None) -> None:
    """Return once the event is set, the task is done, or the time is over."""
    waiting = asyncio.create_task(event.wait())
    try:
        await asyncio.wait({waiting, task} if task else {waiting}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
