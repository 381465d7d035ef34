"""Revocations over SQLAlchemy Core."""

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import bindparam, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.identity.domain.authorization.revocation import Revocation
from services.identity.store.insert_new import insert_new
from services.identity.store.tables import revocation_numbers, revocations

_ADD = insert(revocations)
_NEXT = update(revocation_numbers).values(last=revocation_numbers.c.last + 1).returning(revocation_numbers.c.last)
_SINCE = (
    select(revocations)
    .where(revocations.c.number > bindparam("cursor"), revocations.c.at > bindparam("after"))
    .order_by(revocations.c.number)
)
_LAST = select(func.coalesce(func.max(revocation_numbers.c.last), 0))
_COVERS = (
    select(revocations.c.number)
    .where(
        tuple_(revocations.c.kind, revocations.c.key).in_(bindparam("keys", expanding=True)),
        revocations.c.at >= bindparam("issued_at"),
    )
    .limit(1)
)


class SqlRevocations:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def add(self, revocation: Revocation) -> None:
        await insert_new(self._tx, revocation_numbers, {"id": 1, "last": 0})
        number = (await self._tx.execute(_NEXT)).scalar_one()
        await self._tx.execute(
            _ADD, {"number": number, "kind": revocation.kind, "key": revocation.key, "at": revocation.at}
        )

    async def since(self, cursor: int, after: datetime) -> tuple[list[Revocation], int]:
        # The newest number first: what commits in between comes again, rather than never.
        last = int((await self._tx.execute(_LAST)).scalar_one())
        rows = await self._tx.execute(_SINCE, {"cursor": cursor, "after": after})
        return [Revocation(row.kind, row.key, row.at) for row in rows], max(cursor, last)

    async def covers(self, keys: Collection[tuple[str, str]], issued_at: float) -> bool:
        named = {"keys": list(keys), "issued_at": datetime.fromtimestamp(issued_at, UTC)}
        return (await self._tx.execute(_COVERS, named)).first() is not None
