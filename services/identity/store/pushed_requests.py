"""Pushed authorization requests over SQLAlchemy Core."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.identity.domain.interaction import LIFE
from services.identity.domain.pushed_request import PushedRequest, kept_as
from services.identity.store.tables import pushed_requests

_ADD = insert(pushed_requests)
_GET = select(pushed_requests).where(pushed_requests.c.hash == bindparam("hash"))
_USE = (
    update(pushed_requests)
    .where(pushed_requests.c.hash == bindparam("which"), pushed_requests.c.used_at.is_(None))
    .returning(pushed_requests.c.hash)
)
_OVER = delete(pushed_requests).where(pushed_requests.c.expires_at < bindparam("before"))


class SqlPushedRequests:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def add(self, pushed: PushedRequest, now: datetime) -> None:
        # Somebody may be at a page for one that has expired: it is kept as long as that page, to be answered once.
        await self._tx.execute(_OVER, {"before": now - LIFE})
        await self._tx.execute(
            _ADD,
            {
                "hash": pushed.hash,
                "client_id": pushed.client_id,
                "parameters": dict(pushed.parameters),
                "expires_at": pushed.expires_at,
            },
        )

    async def get(self, request_uri: str) -> PushedRequest | None:
        row = (await self._tx.execute(_GET, {"hash": kept_as(request_uri)})).one_or_none()
        return PushedRequest(row.hash, row.client_id, row.parameters, row.expires_at, row.used_at) if row else None

    async def use(self, kept: str, at: datetime) -> bool:
        return (await self._tx.execute(_USE.values(used_at=at), {"which": kept})).first() is not None
