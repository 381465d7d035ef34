"""`Idempotency-Key`: a retried request has one effect and the same answer (draft-ietf-httpapi-idempotency-key-header).

The service that owns the effect keeps the key in the effect's own transaction. It keeps the id of what was made, not
the answer's bytes: a repeat is read anew, so the rules are asked again before anything is said twice.
"""

from datetime import timedelta

from sqlalchemy import Column, MetaData, String, Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import Clock
from chassis.db import Instant
from chassis.errors import Conflict
from chassis.tokens import Caller

KEPT = timedelta(hours=24)


def idempotency_table(metadata: MetaData) -> Table:
    return Table(
        "idempotency",
        metadata,
        Column("caller", String, primary_key=True),
        Column("key", String, primary_key=True),
        Column("request_hash", String, nullable=False),
        Column("made", String, nullable=False),
        Column("at", Instant, nullable=False, index=True),
    )


class Idempotency:
    """The keys a caller has used, inside one unit of work."""

    def __init__(self, tx: AsyncConnection, table: Table, clock: Clock) -> None:
        self._tx, self._table, self._clock = tx, table, clock

    async def earlier(self, caller: Caller) -> str | None:
        """The id this caller made with this key in the last 24 hours, if any.

        Raises:
            Conflict: the key was used for a different request.
        """
        if caller.idempotency is None:
            return None
        t = self._table
        row = (
            await self._tx.execute(
                select(t.c.request_hash, t.c.made).where(
                    t.c.caller == caller.subject,
                    t.c.key == caller.idempotency.key,
                    t.c.at > self._clock.now() - KEPT,
                )
            )
        ).one_or_none()
        if row is None:
            return None
        if row.request_hash != caller.idempotency.request_hash:
            raise Conflict("this Idempotency-Key was used for a different request", code="idempotency-key-reused")
        return str(row.made)

    async def keep(self, caller: Caller, made: str) -> None:
        """Remember what this caller's key made; forgets keys older than 24 hours on the way."""
        if caller.idempotency is None:
            return
        await self._tx.execute(delete(self._table).where(self._table.c.at <= self._clock.now() - KEPT))
        await self._tx.execute(
            insert(self._table).values(
                caller=caller.subject,
                key=caller.idempotency.key,
                request_hash=caller.idempotency.request_hash,
                made=made,
                at=self._clock.now(),
            )
        )
