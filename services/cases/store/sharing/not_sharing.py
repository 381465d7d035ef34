"""Decisions not to share over SQLAlchemy Core."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.purposes import Purpose
from services.cases.domain.retention.schedule import Retention
from services.cases.domain.sharing.not_sharing import DecisionNotToShare
from services.cases.store.person_keys import PersonKeys
from services.cases.store.spelt import classes_in
from services.cases.store.tables.sharing import not_sharing

_ADD = insert(not_sharing)
_GET = select(not_sharing).where(not_sharing.c.id == bindparam("which"))
_OF = (
    select(not_sharing)
    .where(not_sharing.c.organisation_id == bindparam("organisation"))
    .order_by(not_sharing.c.review_on, not_sharing.c.id)
)
_OF_ABOUT = _OF.where(not_sharing.c.person_id == bindparam("person"))


class SqlDecisionsNotToShare:
    def __init__(self, tx: AsyncConnection, keys: PersonKeys) -> None:
        self._tx, self._keys = tx, keys

    async def add(self, one: DecisionNotToShare) -> None:
        whose = one.person_id, one.organisation_id, Retention.DEALINGS
        words = {"reason": one.reason, "advice_sought": one.advice_sought}
        row = {
            "id": one.id,
            "person_id": one.person_id,
            "case_id": one.case_id,
            "organisation_id": one.organisation_id,
            "to_organisation_ids": " ".join(sorted(one.to_organisation_ids)),
            "data_classes": " ".join(sorted(one.data_classes)),
            "purpose": one.purpose.value,
            "words": await self._keys.seal(*whose, f"{one.id}/words", words),
            "review_on": one.review_on,
            "decided_at": one.decided_at,
            "decided_by": one.decided_by,
        }
        await self._tx.execute(_ADD, row)

    async def get(self, decision_id: str) -> DecisionNotToShare:
        row = (await self._tx.execute(_GET, {"which": decision_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such decision")
        return await self._decision(row)

    async def of(self, organisation_id: str, person_id: str) -> Sequence[DecisionNotToShare]:
        which = {"organisation": organisation_id} | ({"person": person_id} if person_id else {})
        rows = (await self._tx.execute(_OF_ABOUT if person_id else _OF, which)).all()
        return [await self._decision(row) for row in rows]

    async def _decision(self, row: Row[Any]) -> DecisionNotToShare:
        whose = row.person_id, row.organisation_id, Retention.DEALINGS
        words = await self._keys.opened(*whose, f"{row.id}/words", row.words)
        return DecisionNotToShare(
            id=row.id,
            person_id=row.person_id,
            case_id=row.case_id,
            organisation_id=row.organisation_id,
            to_organisation_ids=frozenset(row.to_organisation_ids.split()),
            data_classes=classes_in(row.data_classes),
            purpose=Purpose(row.purpose),
            reason=words["reason"],
            advice_sought=words["advice_sought"],
            review_on=row.review_on,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
        )
