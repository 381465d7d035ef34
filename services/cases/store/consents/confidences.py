"""What people keep from whoever acts for them, over SQLAlchemy Core."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.classes import DataClass
from services.cases.domain.consents.confidence import Confidence
from services.cases.ports.keys import Keys, log_key
from services.cases.store.tables.people import confidence, confidence_class
from services.cases.store.words import opened, seal

_ADD, _ADD_CLASS = insert(confidence), insert(confidence_class)
_GET = select(confidence).where(confidence.c.id == bindparam("which"))
_LIVE = select(confidence).where(
    confidence.c.person_id.in_(bindparam("people", expanding=True)), confidence.c.ended_at.is_(None)
)
_CLASSES = select(confidence_class).where(confidence_class.c.confidence_id.in_(bindparam("ids", expanding=True)))
_END = update(confidence).where(confidence.c.id == bindparam("which")).values(ended_at=bindparam("at"))


class SqlConfidences:
    def __init__(self, tx: AsyncConnection, keys: Keys) -> None:
        self._tx, self._keys = tx, keys

    async def add(self, one: Confidence) -> None:
        key = log_key(one.person_id, one.organisation_id)
        row = {
            "id": one.id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "assessed_on": one.assessed_on,
            "words": await seal(self._keys, key, f"{one.id}/words", {"assessor": one.assessor}),
            "recorded_by": one.recorded_by,
            "recorded_at": one.recorded_at,
            "ended_at": one.ended_at,
        }
        await self._tx.execute(_ADD, row)
        classes = [{"confidence_id": one.id, "data_class": word.value} for word in sorted(one.data_classes)]
        if classes:
            await self._tx.execute(_ADD_CLASS, classes)

    async def get(self, confidence_id: str) -> Confidence:
        found = await self._these(_GET, {"which": confidence_id})
        if not found:
            raise NotFound("there is no such confidence")
        return found[0]

    async def put(self, one: Confidence) -> None:
        await self._tx.execute(_END, {"which": one.id, "at": one.ended_at})

    async def live(self, person_ids: Sequence[str]) -> Sequence[Confidence]:
        return await self._these(_LIVE, {"people": list(person_ids)})

    async def _these(self, statement: Select[Any], which: dict[str, Any]) -> list[Confidence]:
        rows = (await self._tx.execute(statement, which)).all()
        classes = defaultdict[str, set[DataClass]](set)
        if rows:
            for confidence_id, word in await self._tx.execute(_CLASSES, {"ids": [row.id for row in rows]}):
                classes[confidence_id].add(DataClass(word))
        found = []
        for row in rows:
            key = log_key(row.person_id, row.organisation_id)
            words = await opened(self._keys, key, f"{row.id}/words", row.words)
            found.append(
                Confidence(
                    id=row.id,
                    person_id=row.person_id,
                    organisation_id=row.organisation_id,
                    data_classes=frozenset(classes[row.id]),
                    assessed_on=row.assessed_on,
                    assessor=words["assessor"],
                    recorded_by=row.recorded_by,
                    recorded_at=row.recorded_at,
                    ended_at=row.ended_at,
                )
            )
        return found
