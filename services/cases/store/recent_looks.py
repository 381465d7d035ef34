"""Recent looks over SQLAlchemy Core: who looked at whom, and found nobody, for as long as patterns reach back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.cases.domain.disclosed import Disclosure
from services.cases.store.tables.looks import missed_find, recent_look

_ADD = insert(recent_look)
_THERE = (
    recent_look.c.organisation_id == bindparam("organisation"),
    recent_look.c.at > bindparam("since"),
    recent_look.c.at <= bindparam("until"),
)
_PEOPLE = (
    select(recent_look.c.by, func.count(recent_look.c.person_id.distinct())).where(*_THERE).group_by(recent_look.c.by)
)
_LOOKERS = select(func.count(recent_look.c.by.distinct())).where(
    *_THERE, recent_look.c.person_id == bindparam("person")
)
_MISS = insert(missed_find)
_MISSED = select(func.count()).where(
    missed_find.c.organisation_id == bindparam("organisation"),
    missed_find.c.by == bindparam("by"),
    missed_find.c.at > bindparam("since"),
    missed_find.c.at <= bindparam("until"),
)
_FORGET = [delete(table).where(table.c.at < bindparam("before")) for table in (recent_look, missed_find)]


class SqlRecentLooks:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def add(self, looks: Sequence[Disclosure]) -> None:
        rows = [
            {
                "disclosure_id": one.id,
                "organisation_id": one.organisation_id,
                "by": one.by,
                "person_id": one.person_id,
                "at": one.at,
            }
            for one in looks
        ]
        if rows:
            await self._tx.execute(_ADD, rows)

    async def people(self, organisation_id: str, since: datetime, until: datetime) -> Mapping[str, int]:
        found = await self._tx.execute(_PEOPLE, {"organisation": organisation_id, "since": since, "until": until})
        return {by: int(count) for by, count in found}

    async def lookers(self, organisation_id: str, person_id: str, since: datetime, until: datetime) -> int:
        asked = {"organisation": organisation_id, "person": person_id, "since": since, "until": until}
        return int((await self._tx.execute(_LOOKERS, asked)).scalar_one())

    async def forget(self, before: datetime) -> None:
        for statement in _FORGET:
            await self._tx.execute(statement, {"before": before})

    async def miss(self, find_id: str, organisation_id: str, by: str, at: datetime) -> None:
        await self._tx.execute(_MISS, {"id": find_id, "organisation_id": organisation_id, "by": by, "at": at})

    async def missed(self, organisation_id: str, by: str, since: datetime, until: datetime) -> int:
        asked = {"organisation": organisation_id, "by": by, "since": since, "until": until}
        return int((await self._tx.execute(_MISSED, asked)).scalar_one())
