"""Whether the looks that people are shown are those that were logged: the list that pages read is none of the log's."""

from sqlalchemy import and_, column, or_, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Instant
from chassis.merkle import LogTables

_LOOK = "disclosure"
_FEW = 100
"""Of each finding, at the most."""


async def mislisted(tx: AsyncConnection, tables: LogTables) -> list[str]:
    """What is wrong where a look of cases' log has no row, or another than was logged, or a row no look."""
    leaf = tables.leaf.c
    row = table(_LOOK, column("id"), column("person_id"), column("at", Instant())).c
    looks = and_(leaf.kind == _LOOK, leaf.id == row.id)
    # Whoever was erased is no longer named in the log.
    moved = or_(leaf.at != row.at, and_(leaf.subject.is_not(None), leaf.subject != row.person_id))
    findings = {
        "is logged as a look and listed nowhere: its row is gone": select(leaf.id).where(
            leaf.kind == _LOOK, ~select(row.id).where(row.id == leaf.id).exists()
        ),
        "is listed and was never logged": select(row.id).where(~select(leaf.id).where(looks).exists()),
        "is listed about somebody else, or at another time, than was logged": select(row.id).where(looks, moved),
    }
    return [
        f"{which} {what}"
        for what, found in findings.items()
        for which in (await tx.execute(found.order_by("id").limit(_FEW))).scalars()
    ]
