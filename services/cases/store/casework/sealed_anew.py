"""A case and its records move under another key: each word is opened and sealed again, and belongs where it did."""

from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.cases.ports.keys import Keys
from services.cases.store.tables.casework import case, record, record_version

_CASE = select(case.c.id, case.c.title, case.c.closing).where(case.c.id == bindparam("case"))
_RECORDS = select(record.c.id, record.c.title, record.c.content, record.c.parts).where(
    record.c.case_id == bindparam("case")
)
_VERSIONS = select(
    record_version.c.record_id,
    record_version.c.version,
    record_version.c.title,
    record_version.c.content,
    record_version.c.why,
).where(record_version.c.record_id == bindparam("record"))
_PUT_CASE = update(case).where(case.c.id == bindparam("which"))
_PUT_RECORD = update(record).where(record.c.id == bindparam("which"))
_PUT_VERSION = update(record_version).where(
    record_version.c.record_id == bindparam("which"), record_version.c.version == bindparam("at")
)


class SealedAnew:
    def __init__(self, tx: AsyncConnection, keys: Keys, old: str, new: str) -> None:
        self._tx, self._keys, self._old, self._new = tx, keys, old, new

    async def __call__(self, case_id: str) -> None:
        row = (await self._tx.execute(_CASE, {"case": case_id})).one()
        await self._tx.execute(
            _PUT_CASE, {"which": row.id, "key": self._new, **await self._moved(row.id, row, "title", "closing")}
        )
        for each in (await self._tx.execute(_RECORDS, {"case": case_id})).all():
            words = await self._moved(each.id, each, "title", "content", "parts")
            await self._tx.execute(_PUT_RECORD, {"which": each.id, "key": self._new, **words})
            for one in (await self._tx.execute(_VERSIONS, {"record": each.id})).all():
                words = await self._moved(f"{each.id}/{one.version}", one, "title", "content", "why")
                await self._tx.execute(_PUT_VERSION, {"which": each.id, "at": one.version, **words})

    async def _moved(self, place: str, row: Any, *columns: str) -> dict[str, bytes | None]:
        return {column: await self._again(f"{place}/{column}", getattr(row, column)) for column in columns}

    async def _again(self, place: str, sealed: bytes | None) -> bytes | None:
        if sealed is None:
            return None
        return await self._keys.seal(
            self._new, await self._keys.open(self._old, sealed, place.encode()), place.encode()
        )
