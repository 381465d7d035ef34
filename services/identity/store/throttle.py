"""Throttling over SQLAlchemy Core. Keys are keyed hashes: who was tried from where is personal."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.identity.domain.throttle import Bucket
from services.identity.store.insert_new import insert_new
from services.identity.store.secrets import Fingerprints
from services.identity.store.tables import familiar_sources, throttles

_LOCKED = select(throttles.c.full_until).where(throttles.c.key == bindparam("key")).with_for_update()
_PUT = update(throttles).where(throttles.c.key == bindparam("which"))
_EMPTY = delete(throttles).where(throttles.c.full_until < bindparam("now"))
_FAMILIAR = select(familiar_sources.c.key).where(familiar_sources.c.key == bindparam("key"))


class SqlThrottle:
    def __init__(self, tx: AsyncConnection, fingerprints: Fingerprints) -> None:
        self._tx, self._fingerprints = tx, fingerprints

    async def fill(self, key: Sequence[str], bucket: Bucket, now: datetime) -> bool:
        which = self._fingerprints.of("throttle", *key)
        await insert_new(self._tx, throttles, {"key": which, "full_until": now})
        before = (await self._tx.execute(_LOCKED, {"key": which})).scalar_one()
        after = bucket.fill(before, now)
        if after is None:
            return False
        await self._tx.execute(_PUT.values(full_until=after), {"which": which})
        return True

    async def drain(self, key: Sequence[str], bucket: Bucket) -> None:
        which = self._fingerprints.of("throttle", *key)
        before = (await self._tx.execute(_LOCKED, {"key": which})).scalar()
        if before is not None:
            await self._tx.execute(_PUT.values(full_until=bucket.drain(before)), {"which": which})

    async def familiar(self, email: str, source: str) -> bool:
        key = self._fingerprints.of("familiar", email, source)
        return (await self._tx.execute(_FAMILIAR, {"key": key})).first() is not None

    async def remember(self, email: str, source: str, now: datetime) -> None:
        key = self._fingerprints.of("familiar", email, source)
        await insert_new(self._tx, familiar_sources, {"key": key, "at": now})
        await self._tx.execute(_EMPTY, {"now": now})
