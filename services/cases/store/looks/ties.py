"""Workers' own ties over SQLAlchemy Core."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.looks.tie import Home, Subject, Tie
from services.cases.domain.people.finding import ByIdentifier, ByNameAndBirth
from services.cases.ports.casework import Page
from services.cases.ports.keys import Keys, tie_key
from services.cases.store.paging import beyond
from services.cases.store.tables.looks import tie
from services.cases.store.words import opened, seal

_ADD = insert(tie)
_GET = select(tie).where(tie.c.id == bindparam("which"))
_OF_ORGANISATION = (
    select(tie).where(tie.c.organisation_id == bindparam("organisation")).order_by(tie.c.declared_at, tie.c.id)
)
_OF_ACCOUNTS = select(tie).where(tie.c.account_id.in_(bindparam("accounts", expanding=True))).order_by(tie.c.id)
_REMOVE = delete(tie).where(tie.c.id == bindparam("which"))


class SqlTies:
    def __init__(self, tx: AsyncConnection, keys: Keys) -> None:
        self._tx, self._keys = tx, keys

    async def add(self, one: Tie) -> None:
        row = {
            "id": one.id,
            "account_id": one.account_id,
            "organisation_id": one.organisation_id,
            "words": await seal(self._keys, tie_key(one.id, one.organisation_id), f"{one.id}/words", _said(one)),
            "declared_by": one.declared_by,
            "declared_at": one.declared_at,
        }
        await self._tx.execute(_ADD, row)

    async def get(self, tie_id: str) -> Tie:
        found = await self._these(_GET, {"which": tie_id})
        if not found:
            raise NotFound("there is no such tie")
        return found[0]

    async def of_organisation(self, organisation_id: str, page: Page) -> Sequence[Tie]:
        found = _OF_ORGANISATION.where(beyond(tie.c.declared_at, tie.c.id, page.after)).limit(page.limit)
        return await self._these(found, {"organisation": organisation_id})

    async def of_accounts(self, account_ids: Collection[str]) -> Sequence[Tie]:
        return await self._these(_OF_ACCOUNTS, {"accounts": sorted(account_ids)})

    async def remove(self, one: Tie) -> None:
        await self._tx.execute(_REMOVE, {"which": one.id})

    async def _these(self, statement: Select[Any], which: dict[str, object]) -> list[Tie]:
        rows = (await self._tx.execute(statement, which)).all()
        await self._keys.fetch(*(tie_key(row.id, row.organisation_id) for row in rows))
        return [await self._tie(row) for row in rows]

    async def _tie(self, row: Row[Any]) -> Tie:
        said = await opened(self._keys, tie_key(row.id, row.organisation_id), f"{row.id}/words", row.words)
        return Tie(row.id, row.account_id, row.organisation_id, _subject(said), row.declared_by, row.declared_at)


def _said(one: Tie) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(one.subject).items()}


def _subject(said: dict[str, str]) -> Subject:
    if "scheme" in said:
        return ByIdentifier(**said)
    if "postcode" in said:
        return Home(**said)
    birth = date.fromisoformat(said["date_of_birth"])
    return ByNameAndBirth(said["given_name"], said["family_name"], birth)
