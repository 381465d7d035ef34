"""Organisations as the directory tells of them, over SQLAlchemy Core."""

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.organisation import Organisation
from services.cases.store.tables.people import organisation

_KNOWN = select(organisation).where(organisation.c.id.in_(bindparam("ids", expanding=True)))
# SQLite has one writer. A lock of the row would hold up whoever refers to it.
_ALONE = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("which"), 0)))


class SqlOrganisations:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def get(self, organisation_id: str) -> Organisation:
        found = await self.known([organisation_id])
        if organisation_id not in found:
            raise NotFound("there is no such organisation")
        return found[organisation_id]

    async def known(self, organisation_ids: Collection[str]) -> Mapping[str, Organisation]:
        rows = await self._tx.execute(_KNOWN, {"ids": sorted(set(organisation_ids))})
        return {row.id: Organisation(row.id, row.name, row.kind, row.nation) for row in rows}

    async def put(self, one: Organisation) -> None:
        row = {"name": one.name, "kind": one.kind, "nation": one.nation}
        dialect = insert_sqlite if self._tx.dialect.name == "sqlite" else insert_postgresql
        statement = dialect(organisation).values(id=one.id, **row)
        await self._tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))

    async def alone(self, organisation_id: str) -> None:
        if self._tx.dialect.name == "postgresql":
            await self._tx.execute(_ALONE, {"which": organisation_id})
