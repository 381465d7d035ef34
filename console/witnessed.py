"""Whether somebody outside has cosigned the log far enough: what no operator can make up after the event."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.merkle import BadNote, KnownLog, LogTables, Note, Verifier


async def unwitnessed(
    tx: AsyncConnection, tables: LogTables, log: KnownLog, witness: Verifier, before: datetime
) -> str | None:
    """What is wrong where this witness has cosigned no checkpoint that covers everything up to `before`; None where it
    has.

    A witness looks now and then, so a later checkpoint with its line vouches for an earlier one without. How old a
    checkpoint is only its row says, which whoever has the database may change; the instants of leaves are in the tree.
    """
    leaf, checkpoint = tables.leaf.c, tables.checkpoint.c
    signed = (await tx.execute(select(func.max(checkpoint.size)).where(checkpoint.at <= before))).scalar() or 0
    last = (await tx.execute(select(func.max(leaf.index)).where(leaf.at <= before))).scalar()
    wanted = max(signed, 0 if last is None else last + 1)
    if not wanted:
        return None
    notes = await tx.execute(select(checkpoint.note).where(checkpoint.size >= wanted).order_by(checkpoint.size))
    for raw in notes.scalars():
        try:
            note = Note.parse(raw)
            log.open(note)
            if note.signers([witness]):
                return None
        except (BadNote, TypeError):
            continue  # no checkpoint; verifying the log names it
    return f"no checkpoint of {wanted} entries or more is cosigned by {witness.name}"
