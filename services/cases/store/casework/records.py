"""Records over SQLAlchemy Core."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.casework.record import Earlier, Record
from services.cases.domain.casework.redaction import Identifies, Part
from services.cases.domain.classes import DataClass
from services.cases.domain.documents.document import Attached, DocumentKind
from services.cases.domain.purposes import Purpose
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.keys import Keys, one_key_for_all
from services.cases.store.gate.conditions import history_visible, records_visible
from services.cases.store.gate.parts import ANY_COLLEAGUE, shown_privately, whose
from services.cases.store.paging import after
from services.cases.store.tables.casework import case, record, record_version
from services.cases.store.tables.documents import document
from services.cases.store.words import opened, seal

_ADD = insert(record)
_KEY_OF_CASE = select(case.c.key).where(case.c.id == bindparam("case"))
_RECORD = (
    select(record, case.c.private, document.c.media_type, document.c.size)
    .join(case, case.c.id == record.c.case_id)
    .outerjoin(document, document.c.record_id == record.c.id)
)
_GET = _RECORD.where(record.c.id == bindparam("id"))
_WHOSE = (
    select(record.c.person_id)
    .join(case, case.c.id == record.c.case_id)
    .where(
        record.c.id == bindparam("id"),
        shown_privately(case.c.private, case.c.person_id, case.c.organisation_id, ANY_COLLEAGUE),
    )
)
_PUT = (
    update(record)
    .where(record.c.id == bindparam("which"))
    .values(
        title=bindparam("new_title"),
        content=bindparam("new_content"),
        parts=bindparam("new_parts"),
        corrected_at=bindparam("at"),
        version=bindparam("new_version"),
    )
)
_ADD_EARLIER = insert(record_version)
_HISTORY = (
    select(record_version, record.c.person_id, record.c.organisation_id, record.c.key)
    .join(record, record.c.id == record_version.c.record_id)
    .order_by(record_version.c.version.desc())
)
_EARLIER = _HISTORY.where(
    record_version.c.record_id == bindparam("which"), record_version.c.version == bindparam("version")
)
_NEWEST = (record.c.added_at.desc(), record.c.id.desc())


class SqlRecords:
    def __init__(self, tx: AsyncConnection, keys: Keys) -> None:
        self._tx, self._keys = tx, keys

    async def add(self, one: Record) -> None:
        named, key = await self._key(one)
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
            "corrected_at": one.corrected_at,
            "parts": await self._marked(one, key),
            "key": named,
        }
        await self._tx.execute(_ADD, row)

    async def whose(self, record_id: str, viewer: Viewer, now: datetime) -> str:
        which = {"id": record_id, **whose(viewer, now)}
        person_id = (await self._tx.execute(_WHOSE, which)).scalar_one_or_none()
        if person_id is None:
            raise NotFound("there is nothing here that you may see")
        return str(person_id)

    async def put(self, one: Record, earlier: Earlier | None) -> None:
        _, key = await self._key(one)
        row = {
            "which": one.id,
            "new_title": await seal(self._keys, key, f"{one.id}/title", {"title": one.title}),
            "new_content": await seal(self._keys, key, f"{one.id}/content", {"content": one.content}),
            "new_parts": await self._marked(one, key),
            "at": one.corrected_at,
            "new_version": one.version,
        }
        await self._tx.execute(_PUT, row)
        if earlier:
            place = f"{one.id}/{earlier.version}"
            old = {
                "record_id": one.id,
                "version": earlier.version,
                "title": await seal(self._keys, key, f"{place}/title", {"title": earlier.title}),
                "content": await seal(self._keys, key, f"{place}/content", {"content": earlier.content}),
                "until": earlier.until,
                "by": earlier.by,
                "role": earlier.role,
                "why": await seal(self._keys, key, f"{place}/why", {"why": earlier.why}),
            }
            await self._tx.execute(_ADD_EARLIER, old)

    async def history(
        self, viewer: Viewer, purpose: Purpose | None, record_id: str, now: datetime
    ) -> Sequence[Earlier]:
        statement = _HISTORY.where(record_version.c.record_id == record_id, history_visible(viewer, purpose, now))
        return [await self._earlier(row) for row in await self._tx.execute(statement)]

    async def earlier(self, record_id: str, version: int) -> Earlier:
        which = {"which": record_id, "version": version}
        row = (await self._tx.execute(_EARLIER, which)).one_or_none()
        if row is None:
            raise NotFound("there is nothing here that you may see")
        return await self._earlier(row)

    async def get(self, record_id: str) -> Record:
        row = (await self._tx.execute(_GET, {"id": record_id})).one_or_none()
        if row is None:
            raise NotFound("there is nothing here that you may see")
        key = _key(row)
        content = await opened(self._keys, key, f"{row.id}/content", row.content)
        return await self._record(row, content["content"])

    async def visible(
        self, viewer: Viewer, purpose: Purpose | None, case_id: str, now: datetime, page: Page
    ) -> Sequence[Record]:
        behind = after(record.c.added_at, record.c.id, page.after)
        shown = records_visible(viewer, purpose, now)
        statement = _RECORD.where(record.c.case_id == case_id, shown, behind)
        rows = (await self._tx.execute(statement.order_by(*_NEWEST).limit(page.limit))).all()
        return [await self._record(row, "") for row in rows]

    async def visible_count(self, viewer: Viewer, purpose: Purpose | None, case_id: str, now: datetime) -> int:
        shown = records_visible(viewer, purpose, now)
        counted = select(func.count()).select_from(record).where(record.c.case_id == case_id, shown)
        return int((await self._tx.execute(counted)).scalar_one())

    async def _record(self, row: Row[Any], content: str) -> Record:
        key = _key(row)
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
            corrected_at=row.corrected_at,
            parts=await self._parts(row, key),
            document=Attached(DocumentKind(row.media_type), row.size) if row.media_type else None,
            private=row.private,
        )

    async def _earlier(self, row: Row[Any]) -> Earlier:
        key, place = _key(row), f"{row.record_id}/{row.version}"
        return Earlier(
            record_id=row.record_id,
            version=row.version,
            title=(await opened(self._keys, key, f"{place}/title", row.title))["title"],
            content=(await opened(self._keys, key, f"{place}/content", row.content))["content"],
            until=row.until,
            by=row.by,
            role=row.role,
            why=(await opened(self._keys, key, f"{place}/why", row.why))["why"],
        )

    async def _key(self, one: Record) -> tuple[str | None, str]:
        """As its case names it, and the key's name."""
        named = (await self._tx.execute(_KEY_OF_CASE, {"case": one.case_id})).scalar_one()
        return named, named or one_key_for_all(one.person_id, one.organisation_id)

    async def _marked(self, one: Record, key: str) -> bytes | None:
        if not one.parts:
            return None
        words = {part.text: part.identifies.value for part in one.parts}
        return await seal(self._keys, key, f"{one.id}/parts", words)

    async def _parts(self, row: Row[Any], key: str) -> tuple[Part, ...]:
        if row.parts is None:
            return ()
        words = await opened(self._keys, key, f"{row.id}/parts", row.parts)
        return tuple(Part(text, Identifies(word)) for text, word in words.items())


def _key(row: Row[Any]) -> str:
    return row.key or one_key_for_all(row.person_id, row.organisation_id)
