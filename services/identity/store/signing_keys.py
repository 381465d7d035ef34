"""Signing keys over SQLAlchemy Core; private halves are wrapped at rest."""

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.identity.domain.keys.signing import SigningKey
from services.identity.store.secrets import KeyEncryption
from services.identity.store.tables import signing_keys

_ALL = select(signing_keys).order_by(signing_keys.c.created_at, signing_keys.c.kid)
_ADD = insert(signing_keys)
_PUT = update(signing_keys).where(signing_keys.c.kid == bindparam("which"))


class SqlSigningKeys:
    def __init__(self, tx: AsyncConnection, encryption: KeyEncryption) -> None:
        self._tx, self._encryption = tx, encryption

    async def all(self, *, locked: bool = False) -> list[SigningKey]:
        if locked and self._tx.dialect.name == "postgresql":
            # There may be no row to lock yet; SQLite has one writer anyway.
            await self._tx.exec_driver_sql("LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE")
        return [
            SigningKey(
                kid=row.kid,
                state=row.state,
                public=row.public,
                created_at=row.created_at,
                private=self._encryption.unwrap(row.kid, row.sealed),
                retired_at=row.retired_at,
            )
            for row in await self._tx.execute(_ALL)
        ]

    async def add(self, key: SigningKey) -> None:
        await self._tx.execute(
            _ADD,
            {
                "kid": key.kid,
                "state": key.state,
                "public": key.public,
                "sealed": self._encryption.wrap(key.kid, key.private),
                "created_at": key.created_at,
            },
        )

    async def put(self, key: SigningKey) -> None:
        await self._tx.execute(_PUT.values(state=key.state, retired_at=key.retired_at), {"which": key.kid})
