"""Letters over SQLAlchemy Core, sealed under the service's own key: who gets one may have no account."""

from datetime import datetime

import orjson
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.identity.domain.letters.letter import Letter
from services.identity.store.secrets import Vault
from services.identity.store.tables import letters

_KEY = "service/letters"
_ADD = insert(letters)
_DUE = select(letters).where(letters.c.due_at <= bindparam("now")).order_by(letters.c.due_at, letters.c.id).limit(20)
_AGAIN = update(letters).where(letters.c.id == bindparam("which"))
_REMOVE = delete(letters).where(letters.c.id == bindparam("which"))


class SqlLetters:
    def __init__(self, tx: AsyncConnection, vault: Vault) -> None:
        self._tx, self._vault = tx, vault

    async def write(self, letter: Letter, now: datetime) -> None:
        content = orjson.dumps({"to": letter.to, "language": letter.language, "text": letter.text})
        await self._tx.execute(
            _ADD,
            {
                "id": letter.id,
                "kind": letter.kind,
                "sealed": await self._vault.seal(_KEY, content, letter.id.encode()),
                "due_at": now,
                "useful_until": letter.useful_until,
                "tries": letter.tries,
            },
        )

    async def due(self, now: datetime) -> list[Letter]:
        found = []
        for row in (await self._tx.execute(_DUE, {"now": now})).all():
            content = orjson.loads(await self._vault.open(_KEY, row.sealed, row.id.encode()))
            found.append(Letter(row.id, row.kind, **content, useful_until=row.useful_until, tries=row.tries))
        return found

    async def put_off(self, letter: Letter, until: datetime) -> None:
        await self._tx.execute(_AGAIN.values(tries=letter.tries + 1, due_at=until), {"which": letter.id})

    async def remove(self, letter_id: str) -> None:
        await self._tx.execute(_REMOVE, {"which": letter_id})
