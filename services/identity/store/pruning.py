"""What is over and matters no more is deleted, a few rows at a time, over SQLAlchemy Core."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Table, bindparam, delete, exists, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.identity.domain.authorization.interaction import LIFE
from services.identity.domain.authorization.revocation import MATTERS_FOR
from services.identity.domain.retention import DEVICE_KEPT, GRANT_KEPT, SESSION_KEPT
from services.identity.store import tables

_NOW: ColumnElement[datetime] = bindparam("now")
_GRANT: ColumnElement[datetime] = bindparam("grant_before")
_SESSION: ColumnElement[datetime] = bindparam("session_before")
_g, _s = tables.grants.c, tables.sessions.c


def _hanging(table: Table) -> ColumnElement[bool]:
    return exists(select(table.c.grant_id).where(table.c.grant_id == _g.id))


def _some(table: Table, *over: ColumnElement[bool]) -> tuple[str, Delete]:
    key = tuple_(*table.primary_key.columns)
    which = select(*table.primary_key.columns).where(*over).limit(bindparam("most"))
    return str(table.name), delete(table).where(key.in_(which))


# A grant goes when its last token has gone, and it was ended, or the session it came from, long enough ago.
_OLD_GRANTS = (
    select(_g.id)
    .join(tables.sessions, _s.id == _g.session_id)
    .where(
        or_(_g.ended_at < _GRANT, _s.ended_at < _GRANT, _s.expires_at < _GRANT),
        ~_hanging(tables.refreshes),
        ~_hanging(tables.tokens),
    )
)
_OLD_SESSIONS = select(_s.id).where(
    or_(_s.ended_at < _SESSION, _s.expires_at < _SESSION),
    ~exists(select(_g.id).where(_g.session_id == _s.id)),
)
# In the order of what refers to what. Somebody may be at a page for a pushed request that has expired: it is kept as
# long as that page, to be answered once.
_STEPS = (
    _some(tables.assertions, tables.assertions.c.expires_at < _NOW),
    _some(tables.interactions, tables.interactions.c.expires_at < _NOW),
    _some(tables.pushed_requests, tables.pushed_requests.c.expires_at < bindparam("pushed_before")),
    _some(tables.device_requests, tables.device_requests.c.expires_at < bindparam("device_before")),
    _some(tables.revocations, tables.revocations.c.at < bindparam("revocation_before")),
    _some(tables.throttles, tables.throttles.c.full_until < _NOW),
    _some(tables.tokens, tables.tokens.c.expires_at < _NOW),
    _some(tables.refreshes, tables.refreshes.c.expires_at < _NOW),
    _some(tables.codes, tables.codes.c.grant_id.in_(_OLD_GRANTS)),
    _some(tables.grants, _g.id.in_(_OLD_GRANTS), ~_hanging(tables.codes)),
    _some(tables.whereabouts, tables.whereabouts.c.session_id.in_(_OLD_SESSIONS)),
    _some(
        tables.sessions,
        _s.id.in_(_OLD_SESSIONS),
        ~exists(select(tables.whereabouts.c.session_id).where(tables.whereabouts.c.session_id == _s.id)),
    ),
)


class SqlPruning:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def prune(self, now: datetime, most: int) -> dict[str, int]:
        given: dict[str, Any] = {
            "now": now,
            "grant_before": now - GRANT_KEPT,
            "session_before": now - SESSION_KEPT,
            "pushed_before": now - LIFE,
            "device_before": now - DEVICE_KEPT,
            "revocation_before": now - MATTERS_FOR,
            "most": most,
        }
        done: dict[str, int] = {}
        for table, step in _STEPS:
            named = {name: given[name] for name in step.compile().params}
            done[table] = (await self._tx.execute(step, named)).rowcount
        return {name: count for name, count in done.items() if count}
