"""Who belongs together, over SQLAlchemy Core: shown by the gate's rule on both of them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, delete, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.networks.family import FamilyLink, Kin
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.store.gate.conditions import works_privately
from services.cases.store.gate.parts import Condition, colleague, herself, works_with
from services.cases.store.tables.networks import family_link

_AMONG = or_(family_link.c.person_id == bindparam("person"), family_link.c.other_id == bindparam("person"))
_ADD = insert(family_link)
_PUT = update(family_link).where(family_link.c.id == bindparam("which"))
_GET = select(family_link).where(family_link.c.id == bindparam("which"))
_AROUND = select(family_link).where(_AMONG).order_by(family_link.c.id)
_THEIRS = and_(_AMONG, family_link.c.organisation_id == bindparam("organisation"))
_RECORDED = select(family_link.c.id).where(_THEIRS, family_link.c.until.is_(None)).limit(1)
_MOVE = (
    update(family_link)
    .where(_THEIRS)
    .values(
        {
            name: case((family_link.c[name] == bindparam("person"), bindparam("to")), else_=family_link.c[name])
            for name in ("person_id", "other_id")
        }
    )
)
_WITH_HERSELF = delete(family_link).where(_THEIRS, family_link.c.person_id == family_link.c.other_id)


class SqlFamily:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def add(self, link: FamilyLink) -> None:
        await self._tx.execute(_ADD, {**asdict(link), "kin": link.kin.value})

    async def put(self, link: FamilyLink) -> None:
        await self._tx.execute(_PUT, {"which": link.id, "until": link.until})

    async def get(self, link_id: str) -> FamilyLink:
        return _one(await self._these(_GET, {"which": link_id}))

    async def shown(self, viewer: Viewer, link_id: str, now: datetime) -> FamilyLink:
        return _one(await self._these(_GET.where(_visible(viewer, now)), {"which": link_id}))

    async def around(self, viewer: Viewer, person_id: str, now: datetime) -> Sequence[FamilyLink]:
        return await self._these(_AROUND.where(_visible(viewer, now)), {"person": person_id})

    async def recorded(self, organisation_id: str, person_id: str) -> bool:
        which = {"organisation": organisation_id, "person": person_id}
        return (await self._tx.execute(_RECORDED, which)).first() is not None

    async def move(self, organisation_id: str, person_id: str, to: str) -> None:
        which = {"organisation": organisation_id, "person": person_id, "to": to}
        await self._tx.execute(_MOVE, which)
        await self._tx.execute(_WITH_HERSELF, {"organisation": organisation_id, "person": to})

    async def _these(self, statement: Select[Any], which: dict[str, Any]) -> list[FamilyLink]:
        return [_link(row) for row in await self._tx.execute(statement, which)]


def _visible(viewer: Viewer, now: datetime) -> Condition:
    """The organisation works with both, and the viewer is neither. What was recorded by one that works privately with
    either is its own brokers' only; that two share a home, only the organisation's that recorded it.
    """
    one = family_link.c
    if viewer.kind is not ViewerKind.WORKER:
        return literal(False)

    def open_to(person_id: ColumnElement[str]) -> Condition:
        return and_(works_with(person_id, colleague(viewer, now)), ~herself(viewer, person_id))

    own = one.organisation_id == viewer.organisation_id
    private = or_(
        works_privately(one.person_id, one.organisation_id), works_privately(one.other_id, one.organisation_id)
    )
    told = or_(
        and_(own, or_(~private, literal(viewer.speaks))),
        and_(~own, ~private, one.kin != Kin.HOUSEHOLD.value),
    )
    return and_(open_to(one.person_id), open_to(one.other_id), told)


def _one(found: Sequence[FamilyLink]) -> FamilyLink:
    if not found:
        raise NotFound("there is nothing here that you may see")
    return found[0]


def _link(row: Row[Any]) -> FamilyLink:
    return FamilyLink(
        id=row.id,
        person_id=row.person_id,
        other_id=row.other_id,
        organisation_id=row.organisation_id,
        kin=Kin(row.kin),
        since=row.since,
        until=row.until,
        recorded_by=row.recorded_by,
    )
