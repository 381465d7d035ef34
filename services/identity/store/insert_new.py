"""Insert unless it is there: one statement, no race, on both databases."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_new(tx: AsyncConnection, table: Table, values: dict[str, Any]) -> bool:
    """Whether the row was written; False when a row with its key is there already."""
    dialect = insert_sqlite if tx.dialect.name == "sqlite" else insert_postgresql
    key = next(iter(table.primary_key.columns))
    # RETURNING and not rowcount: asyncpg does not count what ON CONFLICT let through.
    statement = dialect(table).values(values).on_conflict_do_nothing().returning(key)
    return (await tx.execute(statement)).first() is not None
