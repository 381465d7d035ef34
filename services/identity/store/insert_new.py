"""Insert unless it is there: one statement, no race, on both databases."""

from functools import cache
from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_new(tx: AsyncConnection, table: Table, values: dict[str, Any]) -> bool:
    """Whether the row was written; False when a row with its key is there already."""
    return (await tx.execute(_unless_there(table, tx.dialect.name), values)).first() is not None


@cache
def _unless_there(table: Table, dialect: str) -> Executable:
    insert = insert_sqlite if dialect == "sqlite" else insert_postgresql
    key = next(iter(table.primary_key.columns))
    # RETURNING and not rowcount: asyncpg does not count what ON CONFLICT let through.
    return insert(table).on_conflict_do_nothing().returning(key)
