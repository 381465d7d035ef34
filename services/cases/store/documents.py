"""Documents over SQLAlchemy Core. Each chunk is sealed for its document, its number and whether it is the last: put in
another place, left out or cut off, the rest does not open.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Database
from chassis.errors import Conflict, NotFound
from services.cases.domain.classes import DataClass
from services.cases.domain.documents.document import Document, DocumentKind, DocumentState
from services.cases.ports.keys import Keys, document_key
from services.cases.store.tables.documents import document, document_chunk
from services.cases.store.words import opened, seal

_MOST = 100
_BEGIN = insert(document)
_ARRIVING = select(document.c.record_id).where(
    document.c.record_id == bindparam("record"), document.c.state == DocumentState.ARRIVING.value
)
_KEEP = insert(document_chunk)
_LOCKED = select(document).where(document.c.record_id == bindparam("record")).with_for_update()
_PUT = (
    update(document)
    .where(document.c.record_id == bindparam("record"))
    .values(
        state=bindparam("new_state"),
        size=bindparam("new_size"),
        chunks=bindparam("new_chunks"),
        virus=bindparam("new_virus"),
        due_at=bindparam("due"),
    )
)
_FORGET = delete(document).where(document.c.record_id == bindparam("record"))
_DESTROY = delete(document_chunk).where(document_chunk.c.record_id == bindparam("record"))
_SHOWN = (DocumentState.WAITING.value, DocumentState.REFUSED.value)
_OF_CASE = (
    select(document)
    .where(
        document.c.case_id == bindparam("case"),
        document.c.state.in_(_SHOWN),
        or_(bindparam("whose") == "", document.c.by == bindparam("whose")),
    )
    .order_by(document.c.began_at.desc(), document.c.record_id.desc())
    .limit(_MOST)
)
_DUE = (
    select(document.c.record_id)
    .where(document.c.due_at <= bindparam("now"), document.c.state == bindparam("which"))
    .order_by(document.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM = update(document).where(document.c.record_id == bindparam("record")).values(due_at=bindparam("due"))
_CHUNK = select(document_chunk.c.content).where(
    document_chunk.c.record_id == bindparam("record"), document_chunk.c.number == bindparam("place")
)


class SqlDocuments:
    def __init__(self, tx: AsyncConnection, keys: Keys) -> None:
        self._tx, self._keys = tx, keys

    async def begin(self, one: Document, until: datetime) -> None:
        row = {
            "record_id": one.record_id,
            "case_id": one.case_id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "by": one.by,
            "data_class": one.data_class.value,
            "title": await seal(self._keys, _key(one), _title(one.record_id), {"title": one.title}),
            "sealed": one.sealed,
            "media_type": one.kind.value,
            "began_at": one.began_at,
            "state": one.state.value,
            "size": one.size,
            "chunks": one.chunks,
            "virus": one.virus,
            "due_at": until,
        }
        await self._tx.execute(_BEGIN, row)

    async def keep(self, one: Document, number: int, content: bytes, *, last: bool) -> None:
        if (await self._tx.execute(_ARRIVING, {"record": one.record_id})).one_or_none() is None:
            raise Conflict("it took too long to arrive; send it again")
        sealed = await self._keys.seal(_key(one), content, _place(one, number, last=last))
        await self._tx.execute(_KEEP, {"record_id": one.record_id, "number": number, "content": sealed})

    async def put(self, one: Document, due_at: datetime | None) -> None:
        new = {"new_state": one.state.value, "new_size": one.size, "new_chunks": one.chunks, "new_virus": one.virus}
        await self._tx.execute(_PUT, {"record": one.record_id, **new, "due": due_at})

    async def locked(self, record_id: str) -> Document:
        row = (await self._tx.execute(_LOCKED, {"record": record_id})).one_or_none()
        if row is None:
            raise NotFound("there is nothing here that you may see")
        return await self._document(row)

    async def forget(self, record_id: str) -> None:
        await self.destroy(record_id)
        await self._tx.execute(_FORGET, {"record": record_id})

    async def destroy(self, record_id: str) -> None:
        await self._tx.execute(_DESTROY, {"record": record_id})

    async def of_case(self, case_id: str, by: str) -> Sequence[Document]:
        rows = (await self._tx.execute(_OF_CASE, {"case": case_id, "whose": by})).all()
        return [await self._document(row) for row in rows]

    async def sweep(self, now: datetime, most: int) -> int:
        due = await self._due(now, DocumentState.ARRIVING, most)
        for record_id in due:
            await self.forget(record_id)
        return len(due)

    async def claim(self, now: datetime, until: datetime, most: int) -> Sequence[str]:
        due = await self._due(now, DocumentState.WAITING, most)
        for record_id in due:
            await self._tx.execute(_CLAIM, {"record": record_id, "due": until})
        return due

    async def _due(self, now: datetime, state: DocumentState, most: int) -> list[str]:
        rows = await self._tx.execute(_DUE, {"now": now, "which": state.value, "most": most})
        return [row.record_id for row in rows]

    async def _document(self, row: Row[Any]) -> Document:
        key = document_key(row.record_id, row.organisation_id)
        return Document(
            record_id=row.record_id,
            case_id=row.case_id,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            by=row.by,
            data_class=DataClass(row.data_class),
            title=(await opened(self._keys, key, _title(row.record_id), row.title))["title"],
            sealed=row.sealed,
            kind=DocumentKind(row.media_type),
            began_at=row.began_at,
            state=DocumentState(row.state),
            size=row.size,
            chunks=row.chunks,
            virus=row.virus,
        )


class SqlContents:
    """Reads a chunk at a time, each in a snapshot of its own: nobody who writes waits for a slow reader."""

    def __init__(self, db: Database, keys: Keys) -> None:
        self._db, self._keys = db, keys

    async def chunk(self, one: Document, number: int) -> bytes:
        async with self._db.reading() as tx:
            sealed = (await tx.execute(_CHUNK, {"record": one.record_id, "place": number})).scalar_one_or_none()
        if sealed is None:
            raise NotFound("there is nothing here that you may see")
        return await self._keys.open(_key(one), sealed, _place(one, number, last=number == one.chunks - 1))


def _key(one: Document) -> str:
    return document_key(one.record_id, one.organisation_id)


def _title(record_id: str) -> str:
    return f"{record_id}/document/title"


def _place(one: Document, number: int, *, last: bool) -> bytes:
    return f"{one.record_id}/document/{number}{'/last' if last else ''}".encode()
