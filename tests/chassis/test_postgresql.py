"""Connections to PostgreSQL stay open, and are given to nobody who could not rely on them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from sqlalchemy import Column, MetaData, String, Table, bindparam, func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Database, database, postgresql
from chassis.db.postgresql import MOST

metadata = MetaData()
things = Table("thing", metadata, Column("id", String, primary_key=True))
_WHO = text("SELECT pg_backend_pid()")
_ALL = select(things.c.id).order_by(things.c.id)
_ADD = insert(things)
_END = select(func.pg_terminate_backend(bindparam("pid"), 10_000))
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with database(database_url) as opened:
        async with opened.transaction() as tx:
            await tx.run_sync(metadata.create_all)
        yield opened


async def _who(tx: AsyncConnection) -> int:
    pid: int = (await tx.execute(_WHO)).scalar_one()
    return pid


async def _kept(db: Database) -> list[str]:
    return [row.id for row in await db.ask(_ALL, {})]


async def test_a_transaction_that_raises_leaves_nothing_and_its_connection_goes_on(db: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.transaction() as tx:
            first = await _who(tx)
            await tx.execute(_ADD, {"id": "a"})
            raise ZeroDivisionError
    with pytest.raises(IntegrityError):
        async with db.transaction() as tx:
            assert await _who(tx) == first
            await tx.execute(_ADD, {"id": "b"})
            await tx.execute(_ADD, {"id": "b"})
    async with db.transaction() as tx:
        assert await _who(tx) == first
    assert await _kept(db) == []


async def test_one_that_could_not_be_rolled_back_is_given_to_nobody(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whoever comes next would commit what it had done."""
    run = postgresql.Straight.run

    async def refusing(tx: postgresql.Straight, sql: str, bound: Sequence[Any] = ()) -> Any:
        if sql == "ROLLBACK":
            raise ConnectionError
        return await run(tx, sql, bound)

    monkeypatch.setattr(postgresql.Straight, "run", refusing)
    with pytest.raises(ConnectionError):
        async with db.transaction() as tx:
            begun = await _who(tx)
            await tx.execute(_ADD, {"id": "a"})
            raise ZeroDivisionError
    async with db.transaction() as tx:
        assert await _who(tx) != begun
    assert await _kept(db) == []


async def test_a_transaction_that_is_cancelled_leaves_nothing_and_nobody_gets_its_connection(db: Database) -> None:
    begun = asyncio.Event()
    pids = list[int]()

    async def wait_in_the_middle() -> None:
        async with db.transaction() as tx:
            pids.append(await _who(tx))
            await tx.execute(_ADD, {"id": "a"})
            begun.set()
            await tx.execute(text("SELECT pg_sleep(60)"))

    waiting = asyncio.create_task(wait_in_the_middle())
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    async with db.transaction() as tx:
        assert await _who(tx) not in pids
    assert await _kept(db) == []


async def test_one_that_the_server_closed_while_it_was_idle_is_given_to_nobody(db: Database) -> None:
    heard = asyncio.Event()
    async with db.transaction() as tx:
        ended = await _who(tx)
        driver: Any = (await tx.get_raw_connection()).driver_connection
        driver.add_termination_listener(lambda _: heard.set())
    assert (await db.ask(_END, {"pid": ended}))[0][0]
    async with asyncio.timeout(20):
        await heard.wait()
    async with db.transaction() as tx:
        assert await _who(tx) != ended


async def test_one_that_is_lost_in_the_middle_is_told_of_and_the_next_is_another(db: Database) -> None:
    with pytest.raises(DBAPIError) as told:
        async with db.transaction() as tx:
            ended = await _who(tx)
            await tx.execute(_ADD, {"id": "a"})
            await db.ask(_END, {"pid": ended})
            await tx.execute(_ADD, {"id": "b"})
    assert told.value.connection_invalidated
    async with db.transaction() as tx:
        assert await _who(tx) != ended
    assert await _kept(db) == []


async def test_what_is_asked_is_one_way_there_and_back_and_may_not_write(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, sent = postgresql.Straight.run, list[str]()

    async def noted(tx: postgresql.Straight, sql: str, bound: Sequence[Any] = ()) -> Any:
        sent.append(sql.split()[0])
        return await run(tx, sql, bound)

    monkeypatch.setattr(postgresql.Straight, "run", noted)
    assert await _kept(db) == []
    assert sent == ["SELECT"]
    async with db.reading() as tx:
        await tx.execute(_ALL)
    assert sent[1:] == ["BEGIN", "SELECT", "COMMIT"]
    with pytest.raises(DBAPIError, match="read-only"):
        await db.ask(_ADD.returning(things.c.id), {"id": "a"})
    assert await _kept(db) == []


async def test_whoever_wants_one_too_many_waits_for_its_turn(db: Database) -> None:
    all_at_work = asyncio.Barrier(MOST + 1)
    had = list[int]()

    async def work() -> None:
        async with db.transaction() as tx:
            had.append(await _who(tx))
            await all_at_work.wait()

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        for _ in range(2 * MOST):
            group.create_task(work())
        for _ in range(2):
            await all_at_work.wait()
    assert sorted(had[:MOST]) == sorted(had[MOST:])
    assert len(set(had)) == MOST
