"""Front doors and concerns over SQLAlchemy Core."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.concerns.concern import About, Concern, Outcome, Step, Urgency
from services.cases.domain.concerns.front_door import Door, FrontDoor
from services.cases.domain.retention.schedule import Retention
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.due import Due
from services.cases.store.gate.concerns import at_the_door, concerns_visible
from services.cases.store.paging import after, beyond
from services.cases.store.person_keys import PersonKeys
from services.cases.store.tables.concerns import concern, front_door
from services.cases.store.tables.people import involvement

_FORGET = delete(front_door).where(
    front_door.c.organisation_id == bindparam("whose"), front_door.c.door == bindparam("which")
)
_DECLARE = insert(front_door)
_DOORS = select(front_door).where(front_door.c.organisation_id == bindparam("organisation")).order_by(front_door.c.door)

_LEADS = front_door.c.leads.label("leads")
_OPENLY = (
    select(literal(1))
    .where(
        involvement.c.person_id == concern.c.person_id,
        involvement.c.organisation_id == concern.c.organisation_id,
        involvement.c.confirmed,
        ~involvement.c.shielded,
    )
    .exists()
    .label("openly")
)
_ALL = select(concern, _LEADS, _OPENLY).outerjoin(
    front_door, and_(front_door.c.organisation_id == concern.c.council_id, front_door.c.door == concern.c.door)
)
_NEWEST = _ALL.order_by(concern.c.raised_at.desc(), concern.c.id.desc())
_FIRST_DUE = _ALL.order_by(concern.c.due_at, concern.c.id)
_COUNTED = select(func.count(), func.count(concern.c.organisation_id.distinct()))
_OPEN = select(concern.c.acknowledged_at).where(concern.c.closed_at.is_(None))
_GET = _ALL.where(concern.c.id == bindparam("which"))
_OVERDUE = (
    select(concern.c.person_id, concern.c.id)
    .where(
        concern.c.acknowledged_at.is_(None),
        or_(
            and_(concern.c.step < Step.FIRST.value, concern.c.due_at <= bindparam("first")),
            *(
                and_(
                    concern.c.step < Step.LAST.value,
                    concern.c.urgency == urgency.value,
                    concern.c.due_at <= bindparam(urgency.value),
                )
                for urgency in Urgency
            ),
        ),
    )
    .order_by(concern.c.due_at, concern.c.id)
    .limit(bindparam("most"))
)
_ADD = insert(concern)
_PUT = update(concern).where(concern.c.id == bindparam("which"))


def open_at_the_door(viewer: Viewer, now: datetime) -> Select[Any]:
    """Open at a door of his council where the viewer sits, and permitted."""
    return _OPEN.where(at_the_door(viewer), concerns_visible(viewer, now))


class SqlConcerns:
    def __init__(self, tx: AsyncConnection, keys: PersonKeys) -> None:
        self._tx, self._keys = tx, keys

    async def doors(self, organisation_id: str) -> Sequence[FrontDoor]:
        return [_door(row) for row in await self._tx.execute(_DOORS, {"organisation": organisation_id})]

    async def put_door(self, one: FrontDoor) -> None:
        await self._tx.execute(_FORGET, {"whose": one.organisation_id, "which": one.door.value})
        row = {
            "organisation_id": one.organisation_id,
            "door": one.door.value,
            "team": one.team,
            "contact": one.contact,
            "days": " ".join(map(str, sorted(one.days))),
            "opens": one.opens,
            "closes": one.closes,
            "leads": " ".join(sorted(one.leads)),
        }
        await self._tx.execute(_DECLARE, row)

    async def add(self, one: Concern) -> None:
        row = {
            "id": one.id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "named": one.named,
            "raised_by": one.raised_by,
            "council_id": one.council_id,
            "door": one.door.value,
            "about": one.about.value,
            "urgency": one.urgency.value,
            "allegation": one.allegation,
            "alleged": one.alleged,
            "excluded": " ".join(sorted(one.excluded)),
            "words": await self._seal(one, "words", one.words),
            "raised_at": one.raised_at,
            "due_at": one.due_at,
        }
        await self._tx.execute(_ADD, row | await self._moves(one))

    async def put(self, one: Concern) -> None:
        await self._tx.execute(_PUT, {"which": one.id, **await self._moves(one)})

    async def get(self, concern_id: str) -> Concern:
        found = await self._these(_GET, {"which": concern_id})
        if not found:
            raise NotFound("there is nothing here that you may see")
        return found[0]

    async def of_person(self, viewer: Viewer, person_id: str, now: datetime, page: Page) -> Sequence[Concern]:
        rest = after(concern.c.raised_at, concern.c.id, page.after)
        found = _NEWEST.where(*_listed(viewer, person_id, now), rest).limit(page.limit)
        return await self._these(found, {})

    async def at_the_door(self, viewer: Viewer, now: datetime, page: Page) -> Sequence[Concern]:
        rest = beyond(concern.c.due_at, concern.c.id, page.after)
        return await self._these(_FIRST_DUE.where(*_listed(viewer, "", now), rest).limit(page.limit), {})

    async def counted(self, viewer: Viewer, person_id: str, now: datetime) -> tuple[int, int]:
        count, agencies = (await self._tx.execute(_COUNTED.where(*_listed(viewer, person_id, now)))).one()
        return int(count), int(agencies)

    async def overdue(self, now: datetime, limit: int) -> Sequence[Due]:
        last = {urgency.value: now - urgency.within for urgency in Urgency}
        which = {"first": now, "most": limit, **last}
        return [Due(*row) for row in await self._tx.execute(_OVERDUE, which)]

    async def _these(self, statement: Select[Any], which: dict[str, Any]) -> list[Concern]:
        return [await self._opened(row) for row in (await self._tx.execute(statement, which)).all()]

    async def _opened(self, row: Row[Any]) -> Concern:
        one = _concern(row)
        words = await self._open(one, "words", row.words)
        answer = "" if row.answer is None else await self._open(one, "answer", row.answer)
        return replace(one, words=words, answer=answer)

    async def _moves(self, one: Concern) -> dict[str, Any]:
        return {
            "acknowledged_at": one.acknowledged_at,
            "acknowledged_by": one.acknowledged_by,
            "step": one.step.value,
            "outcome": one.outcome.value,
            "answer": await self._seal(one, "answer", one.answer) if one.answer else None,
            "closed_at": one.closed_at,
            "closed_by": one.closed_by,
        }

    async def _seal(self, one: Concern, column: str, text: str) -> bytes:
        whose = one.person_id, one.council_id, Retention.ENQUIRIES
        return await self._keys.seal(*whose, f"{one.id}/{column}", {column: text})

    async def _open(self, one: Concern, column: str, sealed: bytes) -> str:
        whose = one.person_id, one.council_id, Retention.ENQUIRIES
        return (await self._keys.opened(*whose, f"{one.id}/{column}", sealed))[column]


def _listed(viewer: Viewer, person_id: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    which = (concern.c.person_id == person_id,) if person_id else (concern.c.closed_at.is_(None), at_the_door(viewer))
    return (*which, concerns_visible(viewer, now))


def _concern(row: Row[Any]) -> Concern:
    """Its words stay sealed."""
    return Concern(
        id=row.id,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        named=row.named,
        raised_by=row.raised_by,
        council_id=row.council_id,
        door=Door(row.door),
        about=About(row.about),
        urgency=Urgency(row.urgency),
        allegation=row.allegation,
        alleged=row.alleged,
        excluded=frozenset(row.excluded.split()),
        words="",
        raised_at=row.raised_at,
        due_at=row.due_at,
        leads=frozenset((row.leads or "").split()),
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        step=Step(row.step),
        outcome=Outcome(row.outcome),
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        openly=bool(row.openly),
    )


def _door(row: Row[Any]) -> FrontDoor:
    return FrontDoor(
        organisation_id=row.organisation_id,
        door=Door(row.door),
        team=row.team,
        contact=row.contact,
        days=frozenset(map(int, row.days.split())),
        opens=row.opens,
        closes=row.closes,
        leads=frozenset(row.leads.split()),
    )
