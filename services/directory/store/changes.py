"""The change stream: professionals in the order their rows were last touched."""

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.entry import Entry
from services.directory.store.professionals import CARD, card
from services.directory.store.tables import organisations, professionals, revision

_council = organisations.alias("council")
_NEWEST = select(revision.c.number)
_AFTER = (
    CARD.outerjoin(_council, _council.c.identifier == "gss:" + professionals.c.area)
    .add_columns(_council.c.name.label("area_name"))
    .where(tuple_(professionals.c.revision, professionals.c.id) > tuple_(bindparam("revision"), bindparam("id")))
    .order_by(professionals.c.revision, professionals.c.id)
    .limit(bindparam("most"))
)


class SqlChanges:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def newest(self) -> int:
        return int((await self._tx.execute(_NEWEST)).scalar_one())

    async def after(self, revision: int, professional: str, limit: int) -> list[Entry]:
        values = {"revision": revision, "id": professional, "most": limit}
        rows = await self._tx.execute(_AFTER, values)
        return [Entry(card(row), row.revision, row.area_name or "") for row in rows]
