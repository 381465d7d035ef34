"""The unit of work: one transaction, one revision, and what was told in it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Database
from chassis.merkle import Log
from chassis.outbox import Outgoing
from services.directory.domain.events import Event
from services.directory.ports import Changes, OpenReading, OpenWork, Organisations, Professionals, Teams
from services.directory.store import tables
from services.directory.store.changes import SqlChanges
from services.directory.store.log import Leaves
from services.directory.store.organisations import SqlOrganisations
from services.directory.store.professionals import SqlProfessionals
from services.directory.store.teams import SqlTeams

# What others are told of an event.
Encode = Callable[[Event], list[Outgoing]]

_NEXT = update(tables.revision).values(number=tables.revision.c.number + 1)
_NUMBER = select(tables.revision.c.number)
_LOG = Log(tables.log)


class SqlReading:
    def __init__(self, tx: AsyncConnection, revision: int = 0) -> None:
        self.organisations: Organisations = SqlOrganisations(tx, revision)
        self.teams: Teams = SqlTeams(tx)
        self.professionals: Professionals = SqlProfessionals(tx, revision)
        self.changes: Changes = SqlChanges(tx)


class SqlWork(SqlReading):
    def __init__(self, tx: AsyncConnection, revision: int) -> None:
        super().__init__(tx, revision)
        self.told: list[tuple[Event, str]] = []

    def tell(self, event: Event, by: str) -> None:
        self.told.append((event, by))


def open_reading(db: Database) -> OpenReading:
    @asynccontextmanager
    async def reading() -> AsyncIterator[SqlReading]:
        async with db.reading() as tx:
            yield SqlReading(tx)

    return reading


def open_work(db: Database, leaves: Leaves, encode: Encode) -> OpenWork:
    @asynccontextmanager
    async def working() -> AsyncIterator[SqlWork]:
        async with db.transaction() as tx:
            # Held until the commit: writers take turns, so that revisions become visible in their order.
            await tx.execute(_NEXT)
            work = SqlWork(tx, int((await tx.execute(_NUMBER)).scalar_one()))
            yield work
            await _LOG.append(tx, *[await leaves.draft(event, by) for event, by in work.told])
            await tables.outbox.put(tx, [outgoing for event, _ in work.told for outgoing in encode(event)])
        tables.outbox.woken.set()

    return working
