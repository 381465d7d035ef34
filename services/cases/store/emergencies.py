"""Emergency accesses over SQLAlchemy Core."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.classes import DataClass
from services.cases.domain.emergency import FURTHER_AFTER, EmergencyAccess
from services.cases.domain.escalation import Escalation
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.due import Due
from services.cases.ports.keys import Keys, log_key
from services.cases.store.gate.parts import herself
from services.cases.store.paging import ranked_beyond
from services.cases.store.tables.sharing import emergency, emergency_class
from services.cases.store.words import opened, seal

_ADD, _ADD_CLASS = insert(emergency), insert(emergency_class)
_CLASSES = select(emergency_class).where(emergency_class.c.emergency_id.in_(bindparam("ids", expanding=True)))
_GET = select(emergency).where(emergency.c.id == bindparam("which"))
_LOCKED = _GET.with_for_update()
_OVERDUE = (
    select(emergency.c.person_id, emergency.c.id)
    .where(
        emergency.c.justified.is_(None),
        or_(
            and_(emergency.c.escalated < Escalation.GUARDIAN, emergency.c.review_due_at <= bindparam("guardian")),
            and_(emergency.c.escalated < Escalation.DPO, emergency.c.review_due_at <= bindparam("dpo")),
        ),
    )
    .order_by(emergency.c.review_due_at, emergency.c.id)
    .limit(bindparam("most"))
)
_LATELY = select(emergency.c.opened_by, emergency.c.opened_at).where(
    emergency.c.organisation_id == bindparam("organisation"), emergency.c.opened_at > bindparam("since")
)
_UNREVIEWED = (
    select(emergency)
    .where(emergency.c.organisation_id == bindparam("organisation"), emergency.c.justified.is_(None))
    .order_by(emergency.c.escalated.desc(), emergency.c.opened_at, emergency.c.id)
)
_OPENED_BY = select(emergency).where(
    emergency.c.opened_by == bindparam("account"),
    emergency.c.organisation_id == bindparam("organisation"),
    emergency.c.person_id.in_(bindparam("people", expanding=True)),
)
_JUDGE = update(emergency).where(emergency.c.id == bindparam("whichever"))


def to_review(viewer: Viewer) -> Select[Any]:
    """On `organisation`; not about himself."""
    return _UNREVIEWED.where(~herself(viewer, emergency.c.person_id))


class SqlEmergencyAccesses:
    def __init__(self, tx: AsyncConnection, keys: Keys) -> None:
        self._tx, self._keys = tx, keys

    async def add(self, one: EmergencyAccess) -> None:
        row = {
            "id": one.id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "opened_by": one.opened_by,
            "words": await self._words(one),
            "opened_at": one.opened_at,
            "ends_at": one.ends_at,
            "review_due_at": one.review_due_at,
            "reviewed_by": one.reviewed_by,
            "justified": one.justified,
            "escalated": one.escalated.value,
        }
        await self._tx.execute(_ADD, row)
        classes = [{"emergency_id": one.id, "data_class": word.value} for word in sorted(one.data_classes)]
        await self._tx.execute(_ADD_CLASS, classes)

    async def put(self, one: EmergencyAccess) -> None:
        changed = {
            "words": await self._words(one),
            "ends_at": one.ends_at,
            "reviewed_by": one.reviewed_by,
            "justified": one.justified,
            "escalated": one.escalated.value,
        }
        await self._tx.execute(_JUDGE, {"whichever": one.id, **changed})

    async def get(self, access_id: str) -> EmergencyAccess:
        return await self._one(_GET, access_id)

    async def locked(self, access_id: str) -> EmergencyAccess:
        return await self._one(_LOCKED, access_id)

    async def unreviewed(self, viewer: Viewer, page: Page) -> Sequence[EmergencyAccess]:
        rest = ranked_beyond(emergency.c.escalated, emergency.c.opened_at, emergency.c.id, page.after)
        found = to_review(viewer).where(rest).limit(page.limit)
        return await self._these(found, {"organisation": viewer.organisation_id})

    async def overdue(self, now: datetime, limit: int) -> Sequence[Due]:
        which = {"guardian": now, "dpo": now - FURTHER_AFTER, "most": limit}
        return [Due(*row) for row in await self._tx.execute(_OVERDUE, which)]

    async def lately(self, organisation_id: str, since: datetime) -> Sequence[tuple[str, datetime]]:
        rows = await self._tx.execute(_LATELY, {"organisation": organisation_id, "since": since})
        return [(row.opened_by, row.opened_at) for row in rows]

    async def opened_by(
        self, account_id: str, organisation_id: str, person_ids: Sequence[str]
    ) -> Sequence[EmergencyAccess]:
        """A viewer's own for any of these people, whatever became of them."""
        which = {"account": account_id, "organisation": organisation_id, "people": list(person_ids)}
        return await self._these(_OPENED_BY, which)

    async def _one(self, statement: Select[Any], access_id: str) -> EmergencyAccess:
        found = await self._these(statement, {"which": access_id})
        if not found:
            raise NotFound("there is no such emergency access")
        return found[0]

    async def _these(self, statement: Select[Any], which: dict[str, Any]) -> list[EmergencyAccess]:
        rows = (await self._tx.execute(statement, which)).all()
        classes = defaultdict[str, set[DataClass]](set)
        if rows:
            for access_id, word in await self._tx.execute(_CLASSES, {"ids": [row.id for row in rows]}):
                classes[access_id].add(DataClass(word))
        found = []
        for row in rows:
            key = log_key(row.person_id, row.organisation_id)
            words = await opened(self._keys, key, f"{row.id}/words", row.words)
            found.append(
                EmergencyAccess(
                    id=row.id,
                    person_id=row.person_id,
                    organisation_id=row.organisation_id,
                    opened_by=row.opened_by,
                    data_classes=frozenset(classes[row.id]),
                    reason=words["reason"],
                    opened_at=row.opened_at,
                    ends_at=row.ends_at,
                    review_due_at=row.review_due_at,
                    reviewed_by=row.reviewed_by,
                    justified=row.justified,
                    comment=words["comment"],
                    escalated=Escalation(row.escalated),
                )
            )
        return found

    async def _words(self, one: EmergencyAccess) -> bytes:
        words = {"reason": one.reason, "comment": one.comment}
        return await seal(self._keys, log_key(one.person_id, one.organisation_id), f"{one.id}/words", words)
