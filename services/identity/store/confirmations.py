"""Confirmations over SQLAlchemy Core: the secret as a keyed hash, mailbox and detail sealed."""

from datetime import datetime
from hmac import compare_digest
from typing import Any

import orjson
from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.identity.domain.accounts.confirmation import Confirmation
from services.identity.store.secrets import Fingerprints, Vault
from services.identity.store.tables import confirmations

_KEY = "service/confirmations"
_ADD = insert(confirmations)
_LOCKED = select(confirmations).where(confirmations.c.id == bindparam("id")).with_for_update()
_OF = select(confirmations).where(
    confirmations.c.account_id == bindparam("of"), confirmations.c.expires_at > bindparam("now")
)
_OVER = delete(confirmations).where(confirmations.c.expires_at < bindparam("now"))
_TRIED = update(confirmations).where(confirmations.c.id == bindparam("which"))
_REMOVE = delete(confirmations).where(confirmations.c.id == bindparam("which"))


class SqlConfirmations:
    def __init__(self, tx: AsyncConnection, vault: Vault, fingerprints: Fingerprints) -> None:
        self._tx, self._vault, self._fingerprints = tx, vault, fingerprints

    async def add(self, confirmation: Confirmation, secret: str, now: datetime) -> None:
        await self._tx.execute(_OVER, {"now": now})
        content = orjson.dumps({"email": confirmation.email, "detail": dict(confirmation.detail)})
        await self._tx.execute(
            _ADD,
            {
                "id": confirmation.id,
                "purpose": confirmation.purpose,
                "account_id": confirmation.account_id,
                "secret": self._hash(confirmation.id, secret),
                "sealed": await self._vault.seal(_KEY, content, confirmation.id.encode()),
                "opens_at": confirmation.opens_at,
                "expires_at": confirmation.expires_at,
                "tries": confirmation.tries,
            },
        )

    async def tried(self, confirmation_id: str, secret: str) -> tuple[Confirmation, bool] | None:
        row = (await self._tx.execute(_LOCKED, {"id": confirmation_id})).one_or_none()
        if row is None:
            return None
        await self._tx.execute(_TRIED.values(tries=row.tries + 1), {"which": row.id})
        return await self._opened(row), compare_digest(row.secret, self._hash(row.id, secret))

    async def shown(self, confirmation_id: str, key: str) -> Confirmation | None:
        row = (await self._tx.execute(_LOCKED, {"id": confirmation_id})).one_or_none()
        if row is None or not compare_digest(row.secret, self._hash(confirmation_id, key)):
            return None
        return await self._opened(row)

    async def of(self, account_id: str, now: datetime) -> list[Confirmation]:
        rows = (await self._tx.execute(_OF, {"of": account_id, "now": now})).all()
        return [await self._opened(row) for row in rows]

    async def remove(self, confirmation_id: str) -> None:
        await self._tx.execute(_REMOVE, {"which": confirmation_id})

    def _hash(self, confirmation_id: str, secret: str) -> bytes:
        # Keyed, because a code is short: whoever reads the table cannot try them all.
        return self._fingerprints.of("confirmation", confirmation_id, secret)

    async def _opened(self, row: Row[Any]) -> Confirmation:
        content = orjson.loads(await self._vault.open(_KEY, row.sealed, row.id.encode()))
        return Confirmation(
            id=row.id,
            purpose=row.purpose,
            account_id=row.account_id,
            email=content["email"],
            opens_at=row.opens_at,
            expires_at=row.expires_at,
            detail=content["detail"],
            tries=row.tries,
        )
