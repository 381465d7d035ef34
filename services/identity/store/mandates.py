"""Mandates over SQLAlchemy Core: what was seen, and why one is suspended, is sealed under its account's key."""

from datetime import date
from typing import Any

import orjson
from sqlalchemy import Row, Select, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.identity.domain.mandates.mandate import Assessment, Mandate
from services.identity.store.secrets import Vault, account_key
from services.identity.store.tables import mandates

_GET = select(mandates).where(mandates.c.id == bindparam("id"))
_LOCKED = _GET.with_for_update()
_OF = select(mandates).where(mandates.c.account_id == bindparam("of")).order_by(mandates.c.recorded_at, mandates.c.id)
_HELD = select(mandates).where(mandates.c.proxy_id == bindparam("of")).order_by(mandates.c.recorded_at, mandates.c.id)
_ADD = insert(mandates)
_PUT = update(mandates).where(mandates.c.id == bindparam("which"))
_OPEN_COLUMNS = (
    *("kind", "starts_on", "ends_on", "recorded_by", "organisation_id", "recorded_at", "asked_again_on"),
    *("stopped_at", "suspended_at", "ended_at"),
)


class SqlMandates:
    def __init__(self, tx: AsyncConnection, vault: Vault) -> None:
        self._tx, self._vault = tx, vault

    async def get(self, mandate_id: str) -> Mandate:
        return await self._one(_GET, mandate_id)

    async def locked(self, mandate_id: str) -> Mandate:
        return await self._one(_LOCKED, mandate_id)

    async def of(self, account_id: str) -> list[Mandate]:
        return [await self._opened(row) for row in (await self._tx.execute(_OF, {"of": account_id})).all()]

    async def held_by(self, proxy_id: str) -> list[Mandate]:
        return [await self._opened(row) for row in (await self._tx.execute(_HELD, {"of": proxy_id})).all()]

    async def add(self, mandate: Mandate) -> None:
        named = {"id": mandate.id, "account_id": mandate.account_id, "proxy_id": mandate.proxy_id}
        await self._tx.execute(_ADD, named | await self._columns(mandate))

    async def put(self, mandate: Mandate) -> None:
        await self._tx.execute(_PUT.values(await self._columns(mandate)), {"which": mandate.id})

    async def _one(self, statement: Select[Any], mandate_id: str) -> Mandate:
        row = (await self._tx.execute(statement, {"id": mandate_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such authority")
        return await self._opened(row)

    async def _columns(self, mandate: Mandate) -> dict[str, Any]:
        personal = orjson.dumps(
            {
                "document": mandate.document,
                "number": mandate.number,
                "born_on": mandate.born_on,
                "suspended_because": mandate.suspended_because,
                "assessments": list(mandate.assessments),
            }
        )
        sealed = await self._vault.seal(account_key(mandate.account_id), personal, mandate.id.encode())
        plain = {name: getattr(mandate, name) for name in _OPEN_COLUMNS}
        return plain | {"data_classes": sorted(mandate.data_classes), "sealed": sealed}

    async def _opened(self, row: Row[Any]) -> Mandate:
        personal = orjson.loads(await self._vault.open(account_key(row.account_id), row.sealed, row.id.encode()))
        return Mandate(
            id=row.id,
            account_id=row.account_id,
            proxy_id=row.proxy_id,
            data_classes=frozenset(row.data_classes),
            document=personal["document"],
            number=personal["number"],
            born_on=date.fromisoformat(personal["born_on"]) if personal["born_on"] else None,
            suspended_because=personal["suspended_because"],
            assessments=tuple(
                Assessment(**each | {name: date.fromisoformat(each[name]) for name in ("assessed_on", "until")})
                for each in personal["assessments"]
            ),
            **{name: getattr(row, name) for name in _OPEN_COLUMNS},
        )
