"""What each partner calls our things, over SQLAlchemy Core."""

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from chassis.ids import Ids
from services.cases.domain.subscriptions.alias import AliasKind, unlinkable
from services.cases.store.tables.events import alias

_OF = select(alias.c.alias).where(
    alias.c.organisation_id == bindparam("organisation"),
    alias.c.kind == bindparam("kind"),
    alias.c.real_id == bindparam("real"),
)
_REAL = select(alias.c.real_id).where(
    alias.c.organisation_id == bindparam("organisation"),
    alias.c.kind == bindparam("kind"),
    alias.c.alias == bindparam("alias"),
)


class SqlAliases:
    def __init__(self, tx: AsyncConnection, ids: Ids) -> None:
        self._tx, self._ids = tx, ids

    async def of(self, organisation_id: str, kind: AliasKind, real_id: str) -> str:
        which = {"organisation": organisation_id, "kind": kind.value, "real": real_id}
        named: str | None = (await self._tx.execute(_OF, which)).scalar_one_or_none()
        if named is None:
            dialect = insert_sqlite if self._tx.dialect.name == "sqlite" else insert_postgresql
            row = {"organisation_id": organisation_id, "kind": kind.value, "real_id": real_id}
            row["alias"] = unlinkable(self._ids, kind.value)
            await self._tx.execute(dialect(alias).values(row).on_conflict_do_nothing())
            # Somebody may have named it in the same moment; what is stored is what counts.
            named = str((await self._tx.execute(_OF, which)).scalar_one())
        return named

    async def real(self, organisation_id: str, kind: AliasKind, alias: str) -> str:
        which = {"organisation": organisation_id, "kind": kind.value, "alias": alias}
        real: str | None = (await self._tx.execute(_REAL, which)).scalar_one_or_none()
        if real is None:
            raise NotFound("there is no such thing, or it is not for you to see")
        return real
