"""Deaths over SQLAlchemy Core: the newest word about each person."""

from datetime import date

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.cases.domain.people.death import Death
from services.cases.store.tables.consents import death

_ADD = insert(death)
_FORGET = delete(death).where(death.c.person_id == bindparam("person"))
_ON = select(death.c.died_on).where(death.c.person_id == bindparam("person"))


class SqlDeaths:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def put(self, one: Death) -> None:
        await self._tx.execute(_FORGET, {"person": one.person_id})
        if one.died_on is not None:
            row = {
                "person_id": one.person_id,
                "died_on": one.died_on,
                "organisation_id": one.organisation_id,
                "recorded_by": one.recorded_by,
                "recorded_at": one.recorded_at,
            }
            await self._tx.execute(_ADD, row)

    async def died_on(self, person_id: str) -> date | None:
        return (await self._tx.execute(_ON, {"person": person_id})).scalar_one_or_none()
