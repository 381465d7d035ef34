"""`Idempotency-Key`: a retried request has one effect and the same answer (draft-ietf-httpapi-idempotency-key-header).

The service that owns the effect keeps the key in the effect's own transaction. It keeps the id of what was made, not
the answer's bytes: a repeat is read anew, so the rules are asked again before anything is said twice.
"""

from datetime import timedelta
from functools import cache

from sqlalchemy import Column, Delete, Insert, MetaData, Select, String, Table, bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import Clock
from chassis.db import Instant
from chassis.errors import Conflict
from chassis.tokens import Caller

KEPT = timedelta(hours=24)
# Whoever comes with a key that another transaction is using waits for what that makes. SQLite's writers take turns.
_TURN = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("which"), 0)))


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
        """The id this caller made with this key in the last 24 hours, if any; no other transaction uses the key until
        this one ends.

        Raises:
            Conflict: the key was used for a different request.
        """
        if caller.idempotency is None:
            return None
        if self._tx.dialect.name == "postgresql":
            await self._tx.execute(_TURN, {"which": f"{_who(caller)} {caller.idempotency.key}"})
        which = {"who": _who(caller), "what": caller.idempotency.key, "before": self._clock.now() - KEPT}
        row = (await self._tx.execute(_earlier(self._table), which)).one_or_none()
        if row is None:
            return None
        if row.request_hash != caller.idempotency.request_hash:
            raise Conflict("this Idempotency-Key was used for a different request", code="idempotency-key-reused")
        return str(row.made)

    async def keep(self, caller: Caller, made: str) -> None:
        """Remember what this caller's key made; forgets keys older than 24 hours on the way."""
        if caller.idempotency is None:
            return
        now = self._clock.now()
        await self._tx.execute(_forget(self._table), {"before": now - KEPT})
        row = {"caller": _who(caller), "key": caller.idempotency.key, "made": made, "at": now}
        await self._tx.execute(_keep(self._table), row | {"request_hash": caller.idempotency.request_hash})


def _who(caller: Caller) -> str:
    """The account, what it signed in as, and on whose authority it acts: rights never add up."""
    return " ".join(filter(None, (caller.subject, caller.claim("ctx"), caller.claim("act_for"))))


@cache
def _earlier(table: Table) -> Select[str, str]:
    c = table.c
    mine = c.caller == bindparam("who"), c.key == bindparam("what"), c.at > bindparam("before")
    return select(c.request_hash, c.made).where(*mine)


@cache
def _forget(table: Table) -> Delete:
    return delete(table).where(table.c.at <= bindparam("before"))


@cache
def _keep(table: Table) -> Insert:
    return insert(table)
