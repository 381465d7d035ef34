"""Erasures over SQLAlchemy Core. Their reasons are sealed as the log's are: they outlive what was erased."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.retention.erasure import Erasure
from services.cases.domain.retention.schedule import Retention
from services.cases.ports.due import Due
from services.cases.ports.keys import Keys, log_key
from services.cases.store.tables.keeping import erasure
from services.cases.store.words import opened, seal

_ADD = insert(erasure)
_GET = select(erasure).where(erasure.c.id == bindparam("which"))
_FINISH = update(erasure).where(erasure.c.id == bindparam("which")).values(finished_at=bindparam("at"))
_UNFINISHED = (
    select(erasure.c.person_id, erasure.c.id)
    .where(erasure.c.finished_at.is_(None))
    .order_by(erasure.c.id)
    .limit(bindparam("most"))
)
_KEYS = select(erasure.c.key_names)


class SqlErasures:
    def __init__(self, tx: AsyncConnection, keys: Keys) -> None:
        self._tx, self._keys = tx, keys

    async def add(self, one: Erasure) -> None:
        key = log_key(one.person_id, one.organisation_id)
        row = {
            "id": one.id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "retention": one.retention.value,
            "words": await seal(self._keys, key, f"{one.id}/words", {"why": one.why}),
            "decided_by": one.decided_by,
            "decided_at": one.decided_at,
            "key_names": "\n".join(one.keys),
            "finished_at": one.finished_at,
        }
        await self._tx.execute(_ADD, row)

    async def get(self, erasure_id: str) -> Erasure:
        row = (await self._tx.execute(_GET, {"which": erasure_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such erasure")
        return await self._erasure(row)

    async def finish(self, erasure_id: str, at: datetime) -> None:
        await self._tx.execute(_FINISH, {"which": erasure_id, "at": at})

    async def unfinished(self, limit: int) -> Sequence[Due]:
        return [Due(*row) for row in await self._tx.execute(_UNFINISHED, {"most": limit})]

    async def keys(self) -> Collection[str]:
        return {name for (names,) in await self._tx.execute(_KEYS) for name in names.splitlines()}

    async def _erasure(self, row: Row[Any]) -> Erasure:
        words = await opened(self._keys, log_key(row.person_id, row.organisation_id), f"{row.id}/words", row.words)
        return Erasure(
            id=row.id,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            retention=Retention(row.retention),
            why=words["why"],
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            keys=tuple(row.key_names.splitlines()),
            finished_at=row.finished_at,
        )
