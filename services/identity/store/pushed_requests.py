"""Pushed authorization requests over SQLAlchemy Core."""

from base64 import b64decode, b64encode
from datetime import datetime

import orjson
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.identity.domain.authorization.pushed_request import PushedRequest, kept_as
from services.identity.store.secrets import KeyEncryption
from services.identity.store.tables import pushed_requests

_ADD = insert(pushed_requests)
_GET = select(pushed_requests).where(pushed_requests.c.hash == bindparam("hash"))
_USE = (
    update(pushed_requests)
    .where(pushed_requests.c.hash == bindparam("which"), pushed_requests.c.used_at.is_(None))
    .returning(pushed_requests.c.hash)
)


class SqlPushedRequests:
    """What is asked may name a person (`login_hint`, `id_token_hint`): sealed under a key of the service's."""

    def __init__(self, tx: AsyncConnection, encryption: KeyEncryption) -> None:
        self._tx, self._encryption = tx, encryption

    async def add(self, pushed: PushedRequest) -> None:
        await self._tx.execute(
            _ADD,
            {
                "hash": pushed.hash,
                "client_id": pushed.client_id,
                "parameters": b64encode(self._encryption.wrap(pushed.hash, orjson.dumps(pushed.parameters))).decode(),
                "expires_at": pushed.expires_at,
            },
        )

    async def get(self, request_uri: str) -> PushedRequest | None:
        row = (await self._tx.execute(_GET, {"hash": kept_as(request_uri)})).one_or_none()
        if row is None:
            return None
        parameters = orjson.loads(self._encryption.unwrap(row.hash, b64decode(row.parameters)))
        return PushedRequest(row.hash, row.client_id, parameters, row.expires_at, row.used_at)

    async def use(self, kept: str, at: datetime) -> bool:
        return (await self._tx.execute(_USE.values(used_at=at), {"which": kept})).first() is not None
