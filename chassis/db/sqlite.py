"""SQLite without a thread: SQLAlchemy's asyncio engine over the driver of the standard library.

A statement of ours takes microseconds, and handing it to a thread and back takes a hundred; so statements run where
they are called. What waits for the disk (`disk.py`) or goes through many rows (`executemany`) is handed to a thread, as
is the wait for another process that writes to the file.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Executable, Row, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.util import await_only, greenlet_spawn

from chassis.db.disk import LARGEST_LOG, Disk
from chassis.db.plain import PlainStatements, Rows

_PATIENCE_MS = 10_000
_PATIENCE_SECONDS = 30
_FEW = 50
_MOST_TOGETHER = 64
_MOST_MAPPED = 0x7FFF0000
"""Bytes; as many as SQLite maps at the most."""
_CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)"
T = TypeVar("T")


class Dialect(SQLiteDialect_pysqlite):
    """The driver is `sqlite3` itself: nothing between its cursors and SQLAlchemy."""

    driver = "inline"
    is_async = True
    supports_statement_cache = True


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
            await_only(_in_thread(lambda: super(_Cursor, self).executemany(sql, parameters)))
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


class _Inline(AsyncConnection):
    """Goes into a greenlet, as SQLAlchemy's asyncio does to wait in the middle of a call, only where one may wait."""

    @property
    def _sync(self) -> Connection:
        assert self.sync_connection, "begun by `Database`, and open"
        return self.sync_connection

    async def execute(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> Any:
        several, rows = isinstance(parameters, (list, tuple)), None
        if several and len(parameters) == 1:
            parameters, several = parameters[0], False
        if not several and not execution_options:
            rows = self._run(statement, parameters or {})
        elif several and 0 < len(parameters) <= _FEW and not execution_options:
            rows = self._run_each(statement, parameters)
        if rows is not None:
            return rows

        def call() -> CursorResult[Any]:
            return self._sync.execute(statement, parameters, execution_options=execution_options)

        return await _to_its_end(greenlet_spawn(call)) if several and len(parameters) > _FEW else call()

    async def exec_driver_sql(self, statement: str, parameters: Any = None, execution_options: Any = None) -> Any:
        return self._sync.exec_driver_sql(statement, parameters, execution_options)

    def _run(self, statement: Any, given: Mapping[str, Any]) -> Rows | None:
        """None where it must go through SQLAlchemy."""
        plain = self._plain.of(self._sync, statement, given)
        try:
            return plain.rows.of(sqlite3.Cursor(self.driver).execute(plain.sql, plain.bound(given))) if plain else None
        except sqlite3.Error as error:
            _may_go_on(self.driver, error)
            return None

    def _run_each(self, statement: Any, given: Sequence[Mapping[str, Any]]) -> Rows | None:
        """The same for a statement run once with each of these; where one fails, none has been."""
        plain, driver = self._plain.of(self._sync, statement, given[0]), self.driver
        if plain is None or plain.returns or any(one.keys() != given[0].keys() for one in given):
            return None
        driver.execute("SAVEPOINT each")
        try:
            done = plain.rows.of(sqlite3.Cursor(driver).executemany(plain.sql, [plain.bound(one) for one in given]))
        except sqlite3.Error as error:
            _may_go_on(driver, error)
            driver.execute("ROLLBACK TO each")
            done = None
        driver.execute("RELEASE each")
        return done

    driver: sqlite3.Connection
    _plain: PlainStatements

    def prepare(self, plain: PlainStatements) -> None:
        self._sync.begin()
        self.driver, self._plain = self._sync.connection.dbapi_connection, plain  # type: ignore[assignment]  # sqlite3's


def _may_go_on(driver: sqlite3.Connection, error: sqlite3.Error) -> None:
    """Raises where SQLite has undone the whole transaction: what came next would be done alone, and kept."""
    if not driver.in_transaction:
        raise OperationalError("a statement", None, error, hide_parameters=True) from error


class _Engine(AsyncEngine):
    _connection_cls = _Inline


class _Together:
    """Transactions that write one after the other and reach the file by one COMMIT; none has ended before it.

    Each is undone by itself where it raises. What COMMIT refuses, or SQLite undid by itself, is refused to all of them.
    """

    def __init__(self, driver: sqlite3.Connection) -> None:
        self.count, self.ended = 0, asyncio.get_running_loop().create_future()
        self._driver = driver

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        driver, first = self._driver, self.count == 0
        self.count += 1
        try:
            with _in_sqlalchemys_words("BEGIN"):
                if first:
                    await _begin_to_write(driver)
                else:
                    driver.execute("SAVEPOINT one")
            yield
            if not first:
                with _in_sqlalchemys_words("COMMIT"):
                    driver.execute("RELEASE one")
        except BaseException:
            if first:
                driver.rollback()
            elif driver.in_transaction:
                driver.execute("ROLLBACK TO one")
                driver.execute("RELEASE one")
            raise

    def commit(self) -> bool:
        """Whether it could be; `ended` says so to all."""
        try:
            with _in_sqlalchemys_words("COMMIT"):
                if not self._driver.in_transaction:
                    raise sqlite3.OperationalError("it has been rolled back")
                self._driver.commit()
        except OperationalError as error:
            self._driver.rollback()
            self.ended.set_exception(error)
            self.ended.exception()  # looked at: whoever took part may be gone
            return False
        self.ended.set_result(None)
        return True


class Lane:
    """Connections to one file, for transactions that write or for ones that read; whoever wants one waits its turn.

    Connections stay open, and transactions begin and end at the driver: SQLAlchemy, which would spend more on them than
    SQLite does, takes each connection to be in one transaction that never ends. Whatever is ready to write in the same
    moment shares a COMMIT.
    """

    def __init__(self, url: URL, disk: Disk, *, writes: bool, connections: int) -> None:
        self.engine, self._disk = _engine(url, writes=writes), disk
        self._writes, self._most = writes, connections
        self._idle = asyncio.LifoQueue[_Inline]()
        self._opened, self._plain = 0, PlainStatements()
        self._together: _Together | None = None
        self._shortening: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Commits when the block ends well, and is rolled back when it raises or is cancelled.

        Ends once all that it wrote, or may have read, is on the disk. Raises OSError when that cannot be said.
        """
        tx = await self._taken()
        try:
            if self._writes:
                together = self._together = self._together or _Together(tx.driver)
                async with together.one():
                    yield tx
            else:
                tx.driver.execute("BEGIN")
                yield tx
        finally:
            self._idle.put_nowait(tx)
            if not self._writes:
                tx.driver.rollback()
            elif together.count < _MOST_TOGETHER and tx.driver.in_transaction:
                asyncio.get_running_loop().call_soon(self._commit_unless_taken)
            else:
                self._commit()
        # Whoever waits for the connection, or for anything else, goes first: else a loop over this starves them.
        await (asyncio.shield(together.ended) if self._writes else asyncio.sleep(0))
        await self._disk.settled()

    async def ask(self, statement: Executable, given: Mapping[str, Any]) -> Sequence[Row[Any]]:
        """One statement is a snapshot by itself; what it may have read is on the disk, too."""
        tx = await self._taken()
        try:
            found: Sequence[Row[Any]] = (await tx.execute(statement, given)).all()
        finally:
            self._idle.put_nowait(tx)
        await asyncio.sleep(0)
        await self._disk.settled()
        return found

    async def close(self) -> None:
        self._commit()
        if self._shortening:
            await asyncio.wait([self._shortening])
        await self._disk.close()
        while not self._idle.empty():
            await self._idle.get_nowait().close()
        await self.engine.dispose()

    def _commit_unless_taken(self) -> None:
        """Whoever has taken it asks again."""
        if not self._idle.empty():
            self._commit()

    def _commit(self) -> None:
        together, self._together = self._together, None
        if together is None or not together.commit():
            return
        self._disk.committed()
        if self._disk.log_is_long() and (self._shortening is None or self._shortening.done()):
            self._shortening = asyncio.create_task(self._shorten())

    async def _shorten(self) -> None:
        """Copies the log into the file: most of it while others write, the rest while none does, who would else always
        be a step ahead. The next to write then begins the log anew; where a reader needs it still, another time."""
        tx = await self._open()
        try:
            await _in_thread(lambda: tx.driver.execute(_CHECKPOINT).fetchall())
        finally:
            await tx.close()
        tx = await self._taken()
        self._commit()
        try:
            await _to_its_end(_in_thread(lambda: tx.driver.execute(_CHECKPOINT).fetchall()))
        finally:
            self._idle.put_nowait(tx)

    async def _taken(self) -> _Inline:
        if not self._idle.empty():
            return self._idle.get_nowait()
        if self._opened < self._most:
            self._opened += 1
            try:
                return await self._open()
            except BaseException:
                self._opened -= 1
                raise
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await self._idle.get()

    async def _open(self) -> _Inline:
        opened = await self.engine.connect()
        assert isinstance(opened, _Inline)
        opened.prepare(self._plain)
        return opened


@contextmanager
def _in_sqlalchemys_words(what: str) -> Iterator[None]:
    """A disk that is full, a file that somebody holds for too long: callers wait for what SQLAlchemy would raise."""
    try:
        yield
    except sqlite3.Error as error:
        raise OperationalError(what, None, error, hide_parameters=True) from error


async def _begin_to_write(driver: sqlite3.Connection) -> None:
    """Take the file's lock now, so that no transaction fails half way; waits for another process off the loop."""

    def patiently() -> None:
        driver.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
        try:
            driver.execute("BEGIN IMMEDIATE")
        finally:
            driver.execute("PRAGMA busy_timeout=0")

    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        await _to_its_end(_in_thread(patiently))


def _in_thread(call: Callable[[], T]) -> Awaitable[T]:
    return asyncio.get_running_loop().run_in_executor(None, call)


async def _to_its_end(work: Awaitable[T]) -> T:
    """Cancelled or not, and however often: nobody else has the connection before the work on it is done."""
    going = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not going.done():
        try:
            await asyncio.wait([going])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled:
        going.exception()  # looked at, so that nobody is told it was not
        raise cancelled
    return going.result()


def _engine(url: URL, *, writes: bool) -> AsyncEngine:
    """Over the file of `url`: either all its connections write, or none may."""
    made = create_async_engine(
        url.set(drivername="sqlite+inline"),
        connect_args={"factory": _Connection, "check_same_thread": False},
        poolclass=NullPool,
        hide_parameters=True,
    )
    engine = _Engine(made.sync_engine)

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver must not open transactions of its own.
        connection.isolation_level = None
        pragmas = ["journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"]
        # The log is copied into the file off the loop, and then cut to where it is worth the while again.
        pragmas += ["wal_autocheckpoint=0", f"journal_size_limit={LARGEST_LOG}"]
        # What the file holds is read where the operating system keeps it, not copied page by page.
        pragmas.append(f"mmap_size={_MOST_MAPPED}")
        pragmas += ["busy_timeout=0"] if writes else ["query_only=ON"]
        for pragma in (f"busy_timeout={_PATIENCE_MS}", *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    return engine
