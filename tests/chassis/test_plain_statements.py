"""Statements that go to the database's driver with nothing between answer as SQLAlchemy's own would."""

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    bindparam,
    delete,
    event,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError

from chassis.db import Database, Instant, database

metadata = MetaData()
things = Table(
    "thing",
    metadata,
    Column("id", String, primary_key=True),
    Column("count", Integer),
    Column("said", JSON),
    Column("yes", Boolean),
    Column("at", Instant),
    Column("raw", LargeBinary),
    Column("kind", String, default="ordinary"),
)
figures = Table("figure", metadata, Column("share", Float, primary_key=True), Column("price", Numeric(8, 2)))
NOW = datetime(2026, 11, 29, 9, 30, 15, 123456, tzinfo=UTC)
ROW = {"id": "a", "count": 1, "said": {"x": [1, "é", None]}, "yes": True, "at": NOW, "raw": b"\0\xff", "kind": "k"}
NOTHING = dict.fromkeys(("count", "said", "yes", "at", "raw", "kind")) | {"id": "b"}
c = things.c

_THESE = select(c.id, c.at).where(c.id.in_(bindparam("ids", expanding=True)))
# A list that is asked for in two places, with something between.
_TWICE = _THESE.where(c.at <= bindparam("now")).union_all(_THESE.where(c.at.is_(None)))

UNLESS_THERE = {
    "sqlite": insert_sqlite(things).on_conflict_do_nothing(),
    "postgresql": insert_postgresql(things).on_conflict_do_nothing(),
}
UNLESS_THERE_RETURNING = {kind: new.returning(c.id) for kind, new in UNLESS_THERE.items()}


def _said(asked: Any) -> str:
    """One name in every process: what is written for each database has an address in its own."""
    return str(asked["sqlite"]) if isinstance(asked, dict) and "sqlite" in asked else str(asked)


ASKED: list[tuple[Any, Any]] = [
    (select(things).order_by(c.id), {}),
    (select(things).where(c.id == bindparam("id")), {"id": "a"}),
    (select(things).where(c.id == bindparam("id")), {"id": "nobody"}),
    (select(c.at, c.said, c.yes).where(c.at <= bindparam("now")), {"now": NOW + timedelta(seconds=1)}),
    (select(things).where(c.id.in_(bindparam("ids", expanding=True))), {"ids": ["a", "b", "z"]}),
    (select(things).where(c.id.in_(bindparam("ids", expanding=True))), {"ids": ["b"]}),
    (select(things).where(c.id.in_(bindparam("ids", expanding=True))), {"ids": []}),
    (select(things).where(c.id.in_(bindparam("ids", expanding=True))), {"ids": ["a"] * 102}),
    (
        select(things).where(c.at.in_(bindparam("when", expanding=True)), c.count == bindparam("n")),
        {"when": [NOW], "n": 1},
    ),
    (_TWICE, {"ids": ["a", "b"], "now": NOW}),
    (select(func.aggregate_strings(c.id, " ").label("ids")), {}),
    (
        select(func.aggregate_strings(c.id, " ").label("ids")).where(c.id.in_(bindparam("ids", expanding=True))),
        {"ids": ["a"]},
    ),
    (select(func.aggregate_strings(c.id, "%").label("ids")), {}),
    (select(things).where(c.id.in_(["a", "b"])), {}),
    (select(func.count()).select_from(things).where(c.count == 1), {}),
    (select(c.count + bindparam("more", type_=Integer)).where(c.id == "a"), {"more": 5}),
    (select(things).order_by(c.id).limit(bindparam("most")), {"most": 1}),
    (select(figures), {}),
    (update(things).where(c.id == bindparam("which")).values(count=bindparam("n")), {"which": "a", "n": 9}),
    (update(things).where(c.id == bindparam("which")), {"which": "a", "at": NOW, "said": None}),
    (update(things).where(c.id == "a").values(yes=False, raw=b"new").returning(c.raw, c.yes), {}),
    (delete(things).where(c.id == bindparam("which")).returning(c.id, c.at), {"which": "a"}),
    (delete(things).where(c.id == bindparam("which")), {"which": "nobody"}),
    (insert(things), ROW | {"id": "c"}),
    (insert(things), {"id": "d", "at": NOW}),
    (UNLESS_THERE_RETURNING, ROW),
    (UNLESS_THERE_RETURNING, ROW | {"id": "e"}),
    (insert(things), [ROW | {"id": "c"}, ROW | {"id": "d", "at": None}]),
    (insert(things), [{"id": "c", "at": NOW}, {"id": "d", "at": NOW}]),
    (UNLESS_THERE, [ROW, ROW | {"id": "e"}]),
    (insert(things).returning(c.id, sort_by_parameter_order=True), [ROW | {"id": "c"}, ROW | {"id": "d"}]),
    (
        update(things).where(c.id == bindparam("which")).values(count=bindparam("n")),
        [{"which": "a", "n": 8}, {"which": "b", "n": 9}],
    ),
]


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with database(database_url) as opened:
        async with opened.transaction() as tx:
            await tx.run_sync(metadata.create_all)
            for row in (ROW, NOTHING):
                await tx.execute(insert(things), row)
            await tx.execute(insert(figures), {"share": 0.25, "price": Decimal("1.50")})
        yield opened


class _Undone(Exception):
    pass


async def _answer(db: Database, statement: Any, given: Any) -> tuple[Any, ...]:
    """What comes back, and what is there afterwards; nothing of it is kept."""
    with contextlib.suppress(_Undone):
        async with db.transaction() as tx:
            result = await tx.execute(statement, given)
            returns = not statement.is_dml or bool(statement._returning)
            rows = [(tuple(row), dict(row._mapping), row._fields) for row in result] if returns else result.rowcount
            left = (await tx.exec_driver_sql("SELECT * FROM thing ORDER BY id")).fetchall()
            raise _Undone
    return rows, [tuple(row) for row in left]


@pytest.mark.parametrize(("statement", "given"), ASKED, ids=_said)
async def test_plain_or_not_the_answer_is_the_same(db: Database, statement: Any, given: Any) -> None:
    statement = statement[db.dialect] if isinstance(statement, dict) else statement
    first = await _answer(db, statement, given)
    again = await _answer(db, statement, given)
    event.listen(db._writing.engine.sync_engine, "before_cursor_execute", lambda *_: None)
    assert await _answer(db, statement, given) == first == again


async def test_where_one_of_several_rows_is_refused_it_is_said_which(db: Database) -> None:
    """What went in before it is taken out, or SQLAlchemy, asked next, would find that there already."""
    rows = [ROW | {"id": "c"}, ROW | {"id": None}]
    with pytest.raises(IntegrityError, match=r"(?i)not.null"):
        async with db.transaction() as tx:
            await tx.execute(insert(things), rows)


async def test_rows_that_do_not_say_the_same_are_refused_as_ever(db: Database) -> None:
    with pytest.raises(StatementError, match="count"):
        async with db.transaction() as tx:
            await tx.execute(insert(things), [{"id": "c", "count": 1}, {"id": "d"}])


async def test_what_the_database_refuses_is_raised_as_sqlalchemy_would(db: Database) -> None:
    """Callers wait for these; and the transaction is undone."""
    with pytest.raises(IntegrityError) as plainly:
        async with db.transaction() as tx:
            await tx.execute(insert(things), ROW | {"id": "c"})
            await tx.execute(insert(things), ROW)
    event.listen(db._writing.engine.sync_engine, "before_cursor_execute", lambda *_: None)
    with pytest.raises(IntegrityError) as as_ever:
        async with db.transaction() as tx:
            await tx.execute(insert(things), ROW)
    assert (type(plainly.value.orig), plainly.value.statement) == (type(as_ever.value.orig), as_ever.value.statement)
    assert str(ROW["said"]) not in str(plainly.value)
    async with db.reading() as tx:
        assert (await tx.execute(select(c.id).order_by(c.id))).scalars().all() == ["a", "b"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_connection_that_postgresql_closed_in_the_middle_is_not_used_again(db: Database) -> None:
    one = select(c.id).where(c.id == bindparam("id"))
    with pytest.raises(DBAPIError) as lost:
        async with db.transaction() as tx:
            await tx.execute(one, {"id": "a"})
            await tx.execute(select(func.pg_terminate_backend(func.pg_backend_pid())))
            await tx.execute(one, {"id": "a"})
    assert lost.value.connection_invalidated
    async with db.transaction() as tx:
        assert (await tx.execute(one, {"id": "a"})).scalar() == "a"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("rows", [ROW | {"id": "d"}, [ROW | {"id": "d"}, ROW | {"id": "e"}]], ids=["one", "several"])
async def test_where_sqlite_undid_all_of_it_nothing_is_done_alone(db: Database, rows: Any) -> None:
    """As it does when the disk is full; a statement that is interrupted is easier to come by."""
    interruptions = iter([1])
    with pytest.raises(OperationalError, match="interrupted"):
        async with db.transaction() as tx:
            await tx.execute(insert(things), ROW | {"id": "c"})
            driver = (await tx.get_raw_connection()).driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.set_progress_handler(lambda: next(interruptions, 0), 10)
            await tx.execute(insert(things), rows)
    async with db.reading() as tx:
        assert (await tx.execute(select(c.id).order_by(c.id))).scalars().all() == ["a", "b"]


async def test_a_statement_with_a_list_is_known_by_the_length_of_the_list(db: Database) -> None:
    statement = select(c.id).where(c.id.in_(bindparam("ids", expanding=True))).order_by(c.id)
    async with db.reading() as tx:
        for ids in (["a"], ["a", "b"], ["b"], ["z", "a"], []):
            assert (await tx.execute(statement, {"ids": ids})).scalars().all() == [i for i in "ab" if i in ids]


async def test_a_list_of_pairs_is_taken_pair_by_pair(db: Database) -> None:
    statement = select(c.id).where(tuple_(c.id, c.count).in_(bindparam("pairs", expanding=True))).order_by(c.id)
    async with db.reading() as tx:
        for pairs in ([("a", 1)], [("a", 1), ("b", 2), ("z", 1)], [("b", 1), ("a", 1)], [("a", 2)]):
            found = ["a"] if ("a", 1) in pairs else []
            assert (await tx.execute(statement, {"pairs": pairs})).scalars().all() == found


async def test_a_result_can_be_asked_in_all_the_ways_that_stores_ask(db: Database) -> None:
    one, none = select(things).where(c.id == bindparam("id")), {"id": "z"}
    async with db.reading() as tx:
        row = (await tx.execute(one, {"id": "a"})).one()
        assert (row.id, row.at, row.said, row.yes, row[1]) == ("a", NOW, ROW["said"], True, 1)
        assert (await tx.execute(one, none)).one_or_none() is None
        assert (await tx.execute(one, none)).first() is None
        assert (await tx.execute(one, none)).scalar() is None
        assert (await tx.execute(select(c.id).order_by(c.id))).scalars().all() == ["a", "b"]
        assert (await tx.execute(select(c.count).where(c.id == "a"))).scalar_one() == 1
        assert [each for (each,) in await tx.execute(select(c.id).order_by(c.id))] == ["a", "b"]
        assert dict((await tx.execute(select(c.id, c.count))).all()) == {"a": 1, "b": None}
