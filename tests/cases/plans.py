"""How a database would answer a statement, where there is much: of little, it reads all from end to end."""

from typing import Any

from sqlalchemy import Select, text
from sqlalchemy.ext.asyncio import AsyncConnection


async def plan_of(tx: AsyncConnection, statement: Select[Any]) -> str:
    query = statement.compile(dialect=tx.dialect, compile_kwargs={"literal_binds": True})
    if tx.dialect.name == "sqlite":
        rows = (await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")).mappings()
        return "\n".join(row["detail"] for row in rows)
    for way in ("seqscan", "bitmapscan"):
        await tx.execute(text(f"SET LOCAL enable_{way} = off"))
    return "\n".join((await tx.exec_driver_sql(f"EXPLAIN {query}")).scalars())
