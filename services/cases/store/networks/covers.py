"""Who covers for whom, over SQLAlchemy Core."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.networks.cover import Cover
from services.cases.ports.casework import Page
from services.cases.store.paging import beyond
from services.cases.store.tables.networks import cover

_ADD = insert(cover)
_PUT = update(cover).where(cover.c.id == bindparam("which"))
_GET = select(cover).where(cover.c.id == bindparam("which")).with_for_update()
_OF_ORGANISATION = select(cover).where(
    cover.c.organisation_id == bindparam("organisation"), cover.c.until >= bindparam("today")
)
_OF_WORKER = _OF_ORGANISATION.where(cover.c.professional_id == bindparam("whose"))
_EITHER = or_(cover.c.professional_id == bindparam("whose"), cover.c.covering_id == bindparam("whose"))
_LISTED = _OF_ORGANISATION.where(or_(bindparam("whose") == "", _EITHER)).order_by(cover.c.since, cover.c.id)


class SqlCovers:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def add(self, one: Cover) -> None:
        await self._tx.execute(_ADD, asdict(one))

    async def get(self, cover_id: str) -> Cover:
        row = (await self._tx.execute(_GET, {"which": cover_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such cover")
        return _cover(row)

    async def put(self, one: Cover) -> None:
        await self._tx.execute(_PUT, {"which": one.id, "until": one.until})

    async def of_worker(self, organisation_id: str, professional_id: str, today: date) -> Sequence[Cover]:
        which = {"organisation": organisation_id, "whose": professional_id, "today": today}
        return [_cover(row) for row in await self._tx.execute(_OF_WORKER, which)]

    async def listed(self, organisation_id: str, whose: str, today: date, page: Page) -> Sequence[Cover]:
        which = {"organisation": organisation_id, "whose": whose, "today": today}
        rest = beyond(cover.c.since, cover.c.id, page.after)
        return [_cover(row) for row in await self._tx.execute(_LISTED.where(rest).limit(page.limit), which)]


def _cover(row: Row[Any]) -> Cover:
    return Cover(
        id=row.id,
        organisation_id=row.organisation_id,
        professional_id=row.professional_id,
        covering_id=row.covering_id,
        since=row.since,
        until=row.until,
        declared_by=row.declared_by,
    )
