"""PostgreSQL: connections of SQLAlchemy's own pool. What is plain goes to the driver with nothing between."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from sqlalchemy import Executable, Row, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import greenlet_spawn

from chassis.db.plain import PlainStatements

# A statement is planned once a connection: planning the gate's takes PostgreSQL eight times as long as answering it.
_PLANS = {"plan_cache_mode": "force_generic_plan", "jit": "off"}
_SNAPSHOT = {"default_transaction_read_only": "on", "default_transaction_isolation": "repeatable read"}


class _Straight(AsyncConnection):
    engine: "_Engine"

    async def execute(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> Any:
        connection: Any = self.sync_connection
        given = parameters[0] if isinstance(parameters, (list, tuple)) and len(parameters) == 1 else parameters or {}
        several = isinstance(given, (list, tuple)) or execution_options
        plain = None if several else self.engine.plain.of(connection, statement, given)
        if plain is None:
            return await super().execute(statement, parameters, execution_options=execution_options)
        cursor, bound = connection.connection.cursor(), plain.bound(given)
        cursor._invalidate_schema_cache_asof = connection.dialect._invalidate_schema_cache_asof  # noqa: SLF001
        try:
            # What SQLAlchemy itself runs, in a greenlet: it begins what was not begun, and knows what was prepared.
            await cursor._prepare_and_execute(plain.sql, bound)  # noqa: SLF001
        except connection.dialect.loaded_dbapi.Error as error:
            await greenlet_spawn(connection._handle_dbapi_exception, error, plain.sql, None, None, None)  # noqa: SLF001
        return plain.rows.of(cursor)


class _Engine(AsyncEngine):
    _connection_cls = _Straight
    plain = PlainStatements()


class Pool:
    """Connections for transactions that write, or for ones that read a snapshot."""

    def __init__(self, url: str, *, writes: bool) -> None:
        settings = _PLANS if writes else _PLANS | _SNAPSHOT
        engine = create_async_engine(
            url, pool_size=10, max_overflow=0, hide_parameters=True, connect_args={"server_settings": settings}
        )

        @event.listens_for(engine.sync_engine, "checkout")
        def _must_be_open(connection: Any, *_: object) -> None:
            # The driver has heard when the server closed it. SQLAlchemy's ping would ask, three times there and back.
            if connection.driver_connection.is_closed():
                raise InvalidatePoolError

        self.engine = _Engine(engine.sync_engine)

    def transaction(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self.engine.begin()

    async def ask(self, statement: Executable, given: Mapping[str, Any]) -> Sequence[Row[Any]]:
        async with self.engine.connect() as tx:
            await tx.execution_options(isolation_level="AUTOCOMMIT")
            return (await tx.execute(statement, given)).all()

    async def close(self) -> None:
        await self.engine.dispose()
