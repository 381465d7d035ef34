"""Legal holds over SQLAlchemy Core. Their words are sealed as the log's are: they outlive what they kept."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.retention.legal_hold import LegalHold
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.keys import Keys, log_key
from services.cases.store.gate.parts import herself
from services.cases.store.paging import beyond
from services.cases.store.tables.keeping import legal_hold
from services.cases.store.words import opened, seal

_ADD = insert(legal_hold)
_GET = select(legal_hold).where(legal_hold.c.id == bindparam("which"))
_LIVE = (
    select(legal_hold)
    .where(legal_hold.c.organisation_id == bindparam("organisation"), legal_hold.c.lifted_at.is_(None))
    .order_by(legal_hold.c.set_at, legal_hold.c.id)
)
_PUT = update(legal_hold).where(legal_hold.c.id == bindparam("which"))


class SqlLegalHolds:
    def __init__(self, tx: AsyncConnection, keys: Keys) -> None:
        self._tx, self._keys = tx, keys

    async def add(self, one: LegalHold) -> None:
        row = {
            "id": one.id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "words": await self._words(one),
            "set_by": one.set_by,
            "set_at": one.set_at,
            "lifted_by": one.lifted_by,
            "lifted_at": one.lifted_at,
        }
        await self._tx.execute(_ADD, row)

    async def get(self, hold_id: str) -> LegalHold:
        row = (await self._tx.execute(_GET, {"which": hold_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such legal hold")
        return await self._hold(row)

    async def put(self, one: LegalHold) -> None:
        changed = {"words": await self._words(one), "lifted_by": one.lifted_by, "lifted_at": one.lifted_at}
        await self._tx.execute(_PUT, {"which": one.id, **changed})

    async def live(self, viewer: Viewer, person_id: str, page: Page) -> Sequence[LegalHold]:
        rest = beyond(legal_hold.c.set_at, legal_hold.c.id, page.after)
        of = legal_hold.c.person_id == person_id if person_id else true()
        found = _LIVE.where(of, ~herself(viewer, legal_hold.c.person_id), rest).limit(page.limit)
        rows = (await self._tx.execute(found, {"organisation": viewer.organisation_id})).all()
        return [await self._hold(row) for row in rows]

    async def _words(self, one: LegalHold) -> bytes:
        words = {"why": one.why, "lifted_why": one.lifted_why}
        return await seal(self._keys, log_key(one.person_id, one.organisation_id), f"{one.id}/words", words)

    async def _hold(self, row: Row[Any]) -> LegalHold:
        key = log_key(row.person_id, row.organisation_id)
        words = await opened(self._keys, key, f"{row.id}/words", row.words)
        return LegalHold(
            id=row.id,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            why=words["why"],
            set_by=row.set_by,
            set_at=row.set_at,
            lifted_by=row.lifted_by,
            lifted_at=row.lifted_at,
            lifted_why=words["lifted_why"],
        )
