"""Objections over SQLAlchemy Core."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.days import day
from services.cases.domain.escalation import Escalation
from services.cases.domain.objection import FURTHER_AFTER, Objection, ObjectionKind, Outcome
from services.cases.domain.retention.schedule import Retention
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.due import Due
from services.cases.ports.keys import Keys, log_key
from services.cases.store.gate.parts import herself
from services.cases.store.paging import beyond
from services.cases.store.person_keys import PersonKeys
from services.cases.store.spelt import classes_in
from services.cases.store.tables.objections import objection
from services.cases.store.words import opened, seal

_ADD = insert(objection)
_GET = select(objection).where(objection.c.id == bindparam("which"))
_OF = (
    select(objection)
    .where(objection.c.person_id == bindparam("person"))
    .order_by(objection.c.made_at.desc(), objection.c.id.desc())
)
_TOWARDS = _OF.where(objection.c.organisation_id == bindparam("organisation"))
_WAITING = (
    select(objection)
    .where(objection.c.organisation_id == bindparam("organisation"), objection.c.outcome == Outcome.NONE.value)
    .order_by(objection.c.due_on, objection.c.id)
)
_OVERDUE = (
    select(objection.c.person_id, objection.c.id)
    .where(
        objection.c.outcome == Outcome.NONE.value,
        or_(
            and_(objection.c.escalated < Escalation.GUARDIAN, objection.c.due_on < bindparam("guardian")),
            and_(objection.c.escalated < Escalation.DPO, objection.c.due_on < bindparam("dpo")),
        ),
    )
    .order_by(objection.c.due_on, objection.c.id)
    .limit(bindparam("most"))
)
_PUT = update(objection).where(objection.c.id == bindparam("which"))


def to_answer(viewer: Viewer) -> Select[Any]:
    """By somebody of the viewer's organisation, on `organisation`; not about himself."""
    return _WAITING.where(~herself(viewer, objection.c.person_id))


class SqlObjections:
    def __init__(self, tx: AsyncConnection, keys: Keys, person_keys: PersonKeys) -> None:
        self._tx, self._keys, self._person_keys = tx, keys, person_keys

    async def add(self, one: Objection) -> None:
        key = await self._key(one.person_id, one.organisation_id, one.kind)
        row = {
            "id": one.id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "kind": one.kind.value,
            "data_classes": " ".join(sorted(one.data_classes)),
            "words": await seal(self._keys, key, f"{one.id}/words", {"words": one.words}),
            "made_at": one.made_at,
            "made_by": one.made_by,
            "spoken": one.spoken,
            "due_on": one.due_on,
            "outcome": one.outcome.value,
            "reasons": None,
            "answered_at": None,
            "answered_by": "",
            "escalated": one.escalated.value,
        }
        await self._tx.execute(_ADD, row)

    async def put(self, one: Objection) -> None:
        reasons = None
        if one.reasons:
            key = await self._key(one.person_id, one.organisation_id, one.kind)
            reasons = await seal(self._keys, key, f"{one.id}/reasons", {"reasons": one.reasons})
        changed = {
            "outcome": one.outcome.value,
            "reasons": reasons,
            "answered_at": one.answered_at,
            "answered_by": one.answered_by,
            "escalated": one.escalated.value,
        }
        await self._tx.execute(_PUT, {"which": one.id, **changed})

    async def overdue(self, now: datetime, limit: int) -> Sequence[Due]:
        which = {"guardian": day(now), "dpo": day(now - FURTHER_AFTER), "most": limit}
        return [Due(*row) for row in await self._tx.execute(_OVERDUE, which)]

    async def get(self, objection_id: str) -> Objection:
        found = await self._these(_GET, {"which": objection_id})
        if not found:
            raise NotFound("there is no such objection")
        return found[0]

    async def of(self, person_id: str) -> Sequence[Objection]:
        return await self._these(_OF, {"person": person_id})

    async def towards(self, organisation_id: str, person_id: str) -> Sequence[Objection]:
        return await self._these(_TOWARDS, {"person": person_id, "organisation": organisation_id})

    async def waiting(self, viewer: Viewer, page: Page) -> Sequence[Objection]:
        rest = beyond(objection.c.due_on, objection.c.id, page.after)
        found = to_answer(viewer).where(rest).limit(page.limit)
        return await self._these(found, {"organisation": viewer.organisation_id})

    async def _these(self, statement: Select[Any], which: dict[str, Any]) -> list[Objection]:
        return [await self._objection(row) for row in (await self._tx.execute(statement, which)).all()]

    async def _key(self, person_id: str, organisation_id: str, kind: ObjectionKind) -> str:
        """What she was answered about erasure outlives what was erased."""
        if kind is ObjectionKind.ERASURE:
            return log_key(person_id, organisation_id)
        return await self._person_keys.name(person_id, organisation_id, Retention.DEALINGS)

    async def _objection(self, row: Row[Any]) -> Objection:
        kind, reasons = ObjectionKind(row.kind), ""
        key = await self._key(row.person_id, row.organisation_id, kind)
        if row.reasons is not None:
            reasons = (await opened(self._keys, key, f"{row.id}/reasons", row.reasons))["reasons"]
        return Objection(
            id=row.id,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            kind=kind,
            data_classes=classes_in(row.data_classes),
            words=(await opened(self._keys, key, f"{row.id}/words", row.words))["words"],
            made_at=row.made_at,
            made_by=row.made_by,
            spoken=row.spoken,
            due_on=row.due_on,
            outcome=Outcome(row.outcome),
            reasons=reasons,
            answered_at=row.answered_at,
            answered_by=row.answered_by,
            escalated=Escalation(row.escalated),
        )
