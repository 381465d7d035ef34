"""Cases over SQLAlchemy Core."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.casework.case import Case, CaseKind, CaseStatus, Outcome
from services.cases.domain.purposes import Purpose
from services.cases.domain.retention.schedule import Retention
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.due import Due
from services.cases.ports.keys import Keys, log_key, one_key_for_all
from services.cases.store.casework.case_lists import asked, counted, list_new, listed
from services.cases.store.casework.sealed_anew import SealedAnew
from services.cases.store.gate.parts import ANY_COLLEAGUE, shown_privately, whose
from services.cases.store.person_keys import PersonKeys
from services.cases.store.tables.casework import case
from services.cases.store.words import opened, seal

_ADD = insert(case)
_GET = select(case).where(case.c.id == bindparam("id"))
_WHOSE = select(case.c.person_id).where(
    case.c.id == bindparam("id"),
    shown_privately(case.c.private, case.c.person_id, case.c.organisation_id, ANY_COLLEAGUE),
)
_PUT = (
    update(case)
    .where(case.c.id == bindparam("which"))
    .values(
        version=bindparam("new_version"),
        retention=bindparam("kept"),
        status=bindparam("state"),
        closed_at=bindparam("at"),
        closing=bindparam("how"),
    )
)
_SEALED_BEFORE = (
    select(case.c.person_id, case.c.id).where(case.c.key.is_(None)).order_by(case.c.id).limit(bindparam("most"))
)


class SqlCases:
    def __init__(self, tx: AsyncConnection, keys: Keys, person_keys: PersonKeys) -> None:
        self._tx, self._keys, self._person_keys = tx, keys, person_keys

    async def add(self, one: Case) -> None:
        key = await self._person_keys.name(one.person_id, one.organisation_id, one.retention)
        # Both in one go: the leaf of the act is sealed next.
        await self._keys.make(key, log_key(one.person_id, one.organisation_id))
        row = {
            "id": one.id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "title": await seal(self._keys, key, f"{one.id}/title", {"title": one.title}),
            "kind": one.kind.value,
            "data_class": one.kind.data_class.value,
            "status": one.status.value,
            "opened_at": one.opened_at,
            "version": one.version,
            "retention": one.retention.value,
            "private": one.private,
            "key": key,
        }
        await self._tx.execute(_ADD, row)
        await list_new(self._tx, one.id)

    async def put(self, one: Case) -> None:
        row = (await self._tx.execute(_GET, {"id": one.id})).one()
        new = await self._person_keys.name(one.person_id, one.organisation_id, one.retention)
        if row.key != new:
            await SealedAnew(self._tx, self._keys, _key(row), new)(one.id)
        how = {"outcome": one.outcome.value, "why": one.why} if one.outcome else None
        put = {
            "which": one.id,
            "new_version": one.version,
            "kept": one.retention.value,
            "state": one.status.value,
            "at": one.closed_at,
            "how": await seal(self._keys, new, f"{one.id}/closing", how) if how else None,
        }
        await self._tx.execute(_PUT, put)

    async def get(self, case_id: str) -> Case:
        row = (await self._tx.execute(_GET, {"id": case_id})).one_or_none()
        if row is None:
            raise NotFound("there is nothing here that you may see")
        return await self._case(row)

    async def whose(self, case_id: str, viewer: Viewer, now: datetime) -> str:
        which = {"id": case_id, **whose(viewer, now)}
        person_id = (await self._tx.execute(_WHOSE, which)).scalar_one_or_none()
        if person_id is None:
            raise NotFound("there is nothing here that you may see")
        return str(person_id)

    async def sealed_before(self, limit: int) -> Sequence[Due]:
        return [Due(*row) for row in await self._tx.execute(_SEALED_BEFORE, {"most": limit})]

    async def visible(
        self, viewer: Viewer, purpose: Purpose | None, person_id: str, now: datetime, page: Page
    ) -> Sequence[Case]:
        statement = listed(viewer.kind, purpose, of_person=person_id != "", placed=page.after is not None)
        rows = (await self._tx.execute(statement, asked(viewer, person_id, now, page))).all()
        # In one go: the leaves of what is shown are sealed next.
        await self._keys.fetch(*map(_key, rows), *(log_key(row.person_id, row.organisation_id) for row in rows))
        return [await self._case(row) for row in rows]

    async def visible_count(
        self, viewer: Viewer, purpose: Purpose | None, person_id: str, now: datetime, most: int
    ) -> int:
        statement = counted(viewer.kind, purpose, of_person=person_id != "")
        return int((await self._tx.execute(statement, asked(viewer, person_id, now, Page(most)))).scalar_one())

    async def _case(self, row: Row[Any]) -> Case:
        how = await opened(self._keys, _key(row), f"{row.id}/closing", row.closing) if row.closing else {}
        return Case(
            id=row.id,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            title=(await opened(self._keys, _key(row), f"{row.id}/title", row.title))["title"],
            kind=CaseKind(row.kind),
            status=CaseStatus(row.status),
            opened_at=row.opened_at,
            version=row.version,
            retention=Retention(row.retention),
            closed_at=row.closed_at,
            outcome=Outcome(how["outcome"]) if how else None,
            why=how.get("why", ""),
            private=row.private,
        )


def _key(row: Row[Any]) -> str:
    return row.key or one_key_for_all(row.person_id, row.organisation_id)
