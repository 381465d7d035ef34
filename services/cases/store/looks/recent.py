"""Recent looks over SQLAlchemy Core: who looked at whom, and found nobody, for as long as patterns reach back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, delete, func, insert, or_, select
from sqlalchemy.dialects.postgresql import Insert as InsertPostgresql
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import Insert as InsertSqlite
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.looks.review import Guesses
from services.cases.domain.networks.involvement import DECLARED
from services.cases.store.networks.involvements import CURRENT
from services.cases.store.tables.looks import missed_find, recent_look
from services.cases.store.tables.people import involvement
from services.cases.store.tables.rounds import worker_round

_OF_ORGANISATION = recent_look.c.organisation_id == bindparam("organisation")
_OF_ACCOUNT = recent_look.c.by == bindparam("account")
_OF_PERSON = recent_look.c.person_id == bindparam("person")
_SINCE = recent_look.c.at > bindparam("since")

_WHICH = ["organisation_id", "by", "person_id"]


def _newest(look: InsertSqlite | InsertPostgresql) -> InsertSqlite | InsertPostgresql:
    return look.on_conflict_do_update(index_elements=_WHICH, set_={"at": look.excluded.at})


_ADD = {"sqlite": _newest(insert_sqlite(recent_look)), "postgresql": _newest(insert_postgresql(recent_look))}
_HERS = (
    select(involvement.c.id)
    .join(worker_round, worker_round.c.professional_id == involvement.c.professional_id)
    .where(
        involvement.c.person_id == recent_look.c.person_id,
        involvement.c.organisation_id == recent_look.c.organisation_id,
        involvement.c.professional_id != "",
        worker_round.c.account_id == recent_look.c.by,
        worker_round.c.organisation_id == recent_look.c.organisation_id,
        CURRENT,
        # What she declared, somebody else confirmed; what she recorded as a manager, nobody.
        or_(involvement.c.source == DECLARED, involvement.c.declared_by != recent_look.c.by),
    )
    .exists()
)
_NOT_HERS = select(func.count()).select_from(recent_look).where(_OF_ORGANISATION, _OF_ACCOUNT, _SINCE, ~_HERS)
_NOT_THEIRS = select(recent_look.c.by, func.count()).where(_OF_ORGANISATION, _SINCE, ~_HERS).group_by(recent_look.c.by)
_LOOKERS = select(func.count()).where(_OF_ORGANISATION, _OF_PERSON, _SINCE)
_MISS = insert(missed_find)
_MISSED = select(func.count()).where(
    missed_find.c.organisation_id == bindparam("organisation"),
    missed_find.c.by == bindparam("by"),
    missed_find.c.at > bindparam("since"),
    missed_find.c.at <= bindparam("until"),
)
_GUESSES = (
    select(missed_find.c.by, func.count().label("count"))
    .where(missed_find.c.organisation_id == bindparam("organisation"), missed_find.c.at > bindparam("since"))
    .group_by(missed_find.c.by)
    .having(func.count() >= bindparam("least"))
    .order_by(func.count().desc(), missed_find.c.by)
)
_FORGET = [delete(table).where(table.c.at < bindparam("before")) for table in (recent_look, missed_find)]


class SqlRecentLooks:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def add(self, look: Disclosure) -> None:
        row = {"organisation_id": look.organisation_id, "by": look.by, "person_id": look.person_id, "at": look.at}
        await self._tx.execute(_ADD[self._tx.dialect.name], row)

    async def not_hers(self, organisation_id: str, account_id: str, since: datetime, today: date) -> int:
        asked = {"organisation": organisation_id, "account": account_id, "since": since, "today": today}
        return int((await self._tx.execute(_NOT_HERS, asked)).scalar_one())

    async def not_theirs(self, organisation_id: str, since: datetime, today: date) -> Mapping[str, int]:
        asked = {"organisation": organisation_id, "since": since, "today": today}
        found = await self._tx.execute(_NOT_THEIRS, asked)
        return {by: int(count) for by, count in found}

    async def lookers(self, organisation_id: str, person_id: str, since: datetime) -> int:
        asked = {"organisation": organisation_id, "person": person_id, "since": since}
        return int((await self._tx.execute(_LOOKERS, asked)).scalar_one())

    async def guesses(self, organisation_id: str, since: datetime, least: int) -> Sequence[Guesses]:
        asked = {"organisation": organisation_id, "since": since, "least": least}
        return [Guesses(by, int(count)) for by, count in await self._tx.execute(_GUESSES, asked)]

    async def forget(self, before: datetime) -> None:
        for statement in _FORGET:
            await self._tx.execute(statement, {"before": before})

    async def miss(self, find_id: str, organisation_id: str, by: str, at: datetime) -> None:
        await self._tx.execute(_MISS, {"id": find_id, "organisation_id": organisation_id, "by": by, "at": at})

    async def missed(self, organisation_id: str, by: str, since: datetime, until: datetime) -> int:
        asked = {"organisation": organisation_id, "by": by, "since": since, "until": until}
        return int((await self._tx.execute(_MISSED, asked)).scalar_one())
