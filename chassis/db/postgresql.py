"""PostgreSQL: connections that stay open, with nothing between what is plain and the driver."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Executable, Row
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.util import greenlet_spawn

from chassis.db.plain import PlainStatements

# A statement is planned once a connection: planning the gate's takes PostgreSQL eight times as long as answering it.
_PLANS = {"plan_cache_mode": "force_generic_plan", "jit": "off"}
_SNAPSHOT = {"default_transaction_read_only": "on", "default_transaction_isolation": "repeatable read"}
MOST, _PATIENCE_SECONDS = 10, 30


class Straight(AsyncConnection):
    engine: "_Engine"

    async def execute(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> Any:
        connection: Any = self.sync_connection
        given = parameters[0] if isinstance(parameters, (list, tuple)) and len(parameters) == 1 else parameters or {}
        several = isinstance(given, (list, tuple)) or execution_options
        plain = None if several else self.engine.plain.of(connection, statement, given)
        if plain is None:
            return await super().execute(statement, parameters, execution_options=execution_options)
        return plain.rows.of(await self.run(plain.sql, plain.bound(given)))

    async def run(self, sql: str, bound: Sequence[Any] = ()) -> Any:
        """The cursor that SQLAlchemy itself would use, having run this; what fails is raised in SQLAlchemy's words."""
        connection: Any = self.sync_connection
        cursor = connection.connection.cursor()
        cursor._invalidate_schema_cache_asof = connection.dialect._invalidate_schema_cache_asof  # noqa: SLF001
        try:
            await cursor._prepare_and_execute(sql, bound)  # noqa: SLF001  what it runs in a greenlet; it knows what was prepared
        except connection.dialect.loaded_dbapi.Error as error:
            await greenlet_spawn(connection._handle_dbapi_exception, error, sql, None, None, None)  # noqa: SLF001
        return cursor

    @property
    def is_lost(self) -> bool:
        """Whether the driver has heard that it is closed. SQLAlchemy's ping would ask, three times there and back."""
        connection: Any = self.sync_connection
        return bool(connection.invalidated or connection.connection.driver_connection.is_closed())

    @property
    def is_begun(self) -> bool:
        """Whether the server is in a transaction of it."""
        connection: Any = self.sync_connection
        return not self.is_lost and bool(connection.connection.driver_connection.is_in_transaction())

    def prepare(self) -> None:
        """SQLAlchemy takes it to be in one transaction that never ends."""
        connection: Any = self.sync_connection
        connection.begin()
        connection.connection.dbapi_connection._transaction = connection  # noqa: SLF001  what begins none where one is

    async def leave(self) -> None:
        """Closed, with a word to the server."""
        connection: Any = self.sync_connection
        await connection.connection.driver_connection.close()
        self.drop()

    def drop(self) -> None:
        """Closed at once; the server undoes what was not committed."""
        connection: Any = self.sync_connection
        if not connection.invalidated:
            connection.invalidate()


class _Engine(AsyncEngine):
    _connection_cls = Straight
    plain = PlainStatements()


class Pool:
    """Connections for transactions that write, or for ones that read a snapshot; whoever wants one waits its turn.

    As on SQLite, transactions begin and end at the driver: SQLAlchemy spends as long on those as on what is in them.
    """

    def __init__(self, url: str, *, writes: bool) -> None:
        settings = _PLANS if writes else _PLANS | _SNAPSHOT
        engine = create_async_engine(
            url, poolclass=NullPool, hide_parameters=True, connect_args={"server_settings": settings}
        )
        self.engine = _Engine(engine.sync_engine)
        self._turns, self._idle = asyncio.Semaphore(MOST), list[Straight]()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Commits when the block ends well, and is rolled back when it raises or is cancelled."""
        async with self._taken() as tx:
            await tx.run("BEGIN")
            try:
                yield tx
            except Exception:
                if not tx.is_lost:
                    await tx.run("ROLLBACK")
                raise
            await tx.run("COMMIT")

    async def ask(self, statement: Executable, given: Mapping[str, Any]) -> Sequence[Row[Any]]:
        """One statement is a snapshot by itself: none is begun for it."""
        async with self._taken() as tx:
            found: Sequence[Row[Any]] = (await tx.execute(statement, given)).all()
            return found

    async def close(self) -> None:
        while self._idle:
            await self._idle.pop().leave()

    @asynccontextmanager
    async def _taken(self) -> AsyncIterator[Straight]:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await self._turns.acquire()
        try:
            tx = await self._open()
            try:
                yield tx
            except BaseException as error:
                # Cancelled, who knows in the middle of what; or begun and not rolled back, for the next to commit.
                if not isinstance(error, Exception) or tx.is_begun:
                    tx.drop()
                raise
            finally:
                if not tx.is_lost:
                    self._idle.append(tx)
        finally:
            self._turns.release()

    async def _open(self) -> Straight:
        while self._idle:
            tx = self._idle.pop()
            if not tx.is_lost:
                return tx
        opened = await self.engine.connect()
        assert isinstance(opened, Straight)
        opened.prepare()
        return opened
