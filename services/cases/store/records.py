"""Records over SQLAlchemy Core."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.classes import DataClass
from services.cases.domain.purposes import Purpose
from services.cases.domain.record import Record
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.keys import Keys, case_key
from services.cases.store.gate import records_visible
from services.cases.store.paging import after
from services.cases.store.tables.casework import record
from services.cases.store.words import opened, seal

_ADD = insert(record)
_GET = select(record).where(record.c.id == bindparam("id"))
_NEWEST = (record.c.added_at.desc(), record.c.id.desc())


class SqlRecords:
    def __init__(self, tx: AsyncConnection, keys: Keys) -> None:
        self._tx, self._keys = tx, keys

    async def add(self, one: Record) -> None:
        key = case_key(one.person_id, one.organisation_id)
        row = {
            "id": one.id,
            "case_id": one.case_id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "data_class": one.data_class.value,
            "title": await seal(self._keys, key, f"{one.id}/title", {"title": one.title}),
            "content": await seal(self._keys, key, f"{one.id}/content", {"content": one.content}),
            "sealed": one.sealed,
            "added_at": one.added_at,
            "version": one.version,
        }
        await self._tx.execute(_ADD, row)

    async def get(self, record_id: str) -> Record:
        row = (await self._tx.execute(_GET, {"id": record_id})).one_or_none()
        if row is None:
            raise NotFound("there is nothing here that you may see")
        key = case_key(row.person_id, row.organisation_id)
        content = await opened(self._keys, key, f"{row.id}/content", row.content)
        return await self._record(row, content["content"])

    async def visible(
        self, viewer: Viewer, purpose: Purpose | None, case_id: str, now: datetime, page: Page
    ) -> Sequence[Record]:
        behind = after(record.c.added_at, record.c.id, page.after)
        shown = records_visible(viewer, purpose, now)
        statement = select(record).where(record.c.case_id == case_id, shown, behind)
        rows = (await self._tx.execute(statement.order_by(*_NEWEST).limit(page.limit))).all()
        return [await self._record(row, "") for row in rows]

    async def visible_count(self, viewer: Viewer, purpose: Purpose | None, case_id: str, now: datetime) -> int:
        shown = records_visible(viewer, purpose, now)
        counted = select(func.count()).select_from(record).where(record.c.case_id == case_id, shown)
        return int((await self._tx.execute(counted)).scalar_one())

    async def _record(self, row: Row[Any], content: str) -> Record:
        key = case_key(row.person_id, row.organisation_id)
        return Record(
            id=row.id,
            case_id=row.case_id,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            data_class=DataClass(row.data_class),
            title=(await opened(self._keys, key, f"{row.id}/title", row.title))["title"],
            content=content,
            sealed=row.sealed,
            added_at=row.added_at,
            version=row.version,
        )
