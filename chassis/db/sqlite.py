"""SQLite without a thread: SQLAlchemy's asyncio engine over the driver of the standard library.

A statement of ours takes microseconds, and handing it to a thread and back takes a hundred; so statements run where
they are called. What waits for the disk (the commit of a write) or goes through many rows (`executemany`) is handed to
a thread, and so is the wait for another process that writes to the file.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool
from sqlalchemy.util import await_only, greenlet_spawn

_PATIENCE_MS = 10_000
_FEW = 50
T = TypeVar("T")


class Dialect(SQLiteDialect_pysqlite):
    """The driver is `sqlite3` itself: nothing between its cursors and SQLAlchemy."""

    driver = "inline"
    is_async = True
    has_terminate = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool

    def do_terminate(self, dbapi_connection: Any) -> None:
        """What a cancelled task left behind; a cursor it still holds would keep a closed connection's transaction."""
        dbapi_connection.rollback()
        dbapi_connection.close()


registry.register("sqlite.inline", __name__, "Dialect")


class _Cursor(sqlite3.Cursor):
    """Reads its rows at once, so that no statement is left half-way when its transaction ends."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._rows = deque[Any]()

    def execute(self, sql: str, parameters: Any = (), /) -> "_Cursor":
        super().execute(sql, parameters)
        self._rows = deque(super().fetchall())
        return self

    def executemany(self, sql: str, parameters: Any, /) -> "_Cursor":
        if len(parameters) > _FEW:
            _in_thread(lambda: super(_Cursor, self).executemany(sql, parameters))
            return self
        super().executemany(sql, parameters)
        return self

    def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        rows, self._rows = list(self._rows), deque[Any]()
        return rows


class _Connection(sqlite3.Connection):
    def cursor(self, _factory: object = None) -> _Cursor:  # type: ignore[override]
        return super().cursor(_Cursor)


class _Writer(_Connection):
    def commit(self) -> None:
        if self.in_transaction:
            _in_thread(super().commit)

    def begin(self) -> None:
        """Take the file's lock now, so that no transaction fails half way; waits for another process off the loop."""
        try:
            self.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            _in_thread(self._begin_patiently)

    def _begin_patiently(self) -> None:
        self.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
        try:
            self.execute("BEGIN IMMEDIATE")
        finally:
            self.execute("PRAGMA busy_timeout=0")


class _Inline(AsyncConnection):
    """Goes into a greenlet, as SQLAlchemy's asyncio does to wait in the middle of a call, only where one may wait."""

    @property
    def _sync(self) -> Connection:
        assert self.sync_connection, "begun by `Database`, and open"
        return self.sync_connection

    async def execute(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> Any:
        def call() -> CursorResult[Any]:
            return self._sync.execute(statement, parameters, execution_options=execution_options)

        many = isinstance(parameters, Sequence) and len(parameters) > _FEW
        return await greenlet_spawn(call) if many else call()

    async def exec_driver_sql(self, statement: str, parameters: Any = None, execution_options: Any = None) -> Any:
        return self._sync.exec_driver_sql(statement, parameters, execution_options)

    async def close(self) -> None:
        self._sync.close()


class _Engine(AsyncEngine):
    _connection_cls = _Inline


def _in_thread(call: Callable[[], T]) -> T:
    result: T = await_only(_to_its_end(call))
    return result


async def _to_its_end(call: Callable[[], T]) -> T:
    """Cancelled or not, nobody else has the connection before the thread has let go of it."""
    thread = asyncio.get_running_loop().run_in_executor(None, call)
    try:
        return await asyncio.shield(thread)
    except asyncio.CancelledError:
        await asyncio.wait([thread])
        raise


def sqlite_engine(url: URL, *, writes: bool, connections: int) -> AsyncEngine:
    """An engine over the file of `url`: either all its transactions write, or none may."""
    made = create_async_engine(
        url.set(drivername="sqlite+inline"),
        connect_args={"factory": _Writer if writes else _Connection, "check_same_thread": False},
        pool_size=connections,
        max_overflow=0,
        pool_timeout=30,
        hide_parameters=True,
    )
    engine = _Engine(made.sync_engine)

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver must not open transactions of its own.
        connection.isolation_level = None
        pragmas = ["journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"]
        pragmas += ["busy_timeout=0"] if writes else ["query_only=ON"]
        for pragma in (f"busy_timeout={_PATIENCE_MS}", *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        driver = connection.connection.dbapi_connection
        driver.begin() if writes else driver.execute("BEGIN")

    return engine
