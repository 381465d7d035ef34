"""Who works with whom, over SQLAlchemy Core."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, Row, String, and_, bindparam, case, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import Clock
from chassis.db import Instant
from chassis.errors import NotFound
from services.cases.domain.days import day
from services.cases.domain.networks.involvement import Involvement
from services.cases.store.gate.feeds import BY_FEED, kept_by_its_feed
from services.cases.store.tables.people import involvement

CURRENT = and_(
    involvement.c.confirmed.is_(True),
    or_(involvement.c.until.is_(None), involvement.c.until >= bindparam("today")),
)
"""Confirmed, and not over on `today`."""

_GET = select(involvement).where(
    involvement.c.id == bindparam("id"),
    or_(involvement.c.shielded.is_(False), involvement.c.organisation_id == bindparam("organisation")),
)
_OF_PERSON = select(involvement).where(involvement.c.person_id == bindparam("person")).order_by(involvement.c.id)
_SEEN_BY_OTHERS = _OF_PERSON.where(~kept_by_its_feed(bindparam("today", type_=Date)))
_BY_FEED = select(involvement).where(
    involvement.c.organisation_id == bindparam("organisation"),
    involvement.c.person_id.in_(bindparam("people", expanding=True)),
    involvement.c.source == bindparam("source"),
    BY_FEED,
)
# By person alone: SQLite would rather go through all that one organisation has.
_WORKING = select(involvement.c.organisation_id, involvement.c.person_id).where(
    involvement.c.person_id.in_(bindparam("people", expanding=True)), CURRENT
)
_ADD = insert(involvement)
# An end that is said ahead moves nobody before it has come.
_OVER = case((involvement.c.until <= bindparam("today", type_=Date), literal(True)), else_=literal(False))
_MOVED = or_(
    involvement.c.person_id != bindparam("new_person", type_=String),
    involvement.c.professional_id != bindparam("new_professional", type_=String),
    bindparam("new_over", type_=Boolean) != _OVER,
    involvement.c.confirmed != bindparam("new_confirmed", type_=Boolean),
)
_PUT = (
    update(involvement)
    .where(involvement.c.id == bindparam("which"))
    .values(changed_at=case((_MOVED, bindparam("now", type_=Instant)), else_=involvement.c.changed_at))
)


class SqlInvolvements:
    def __init__(self, tx: AsyncConnection, clock: Clock) -> None:
        self._tx, self._clock = tx, clock

    async def get(self, involvement_id: str, organisation_id: str) -> Involvement:
        row = (await self._tx.execute(_GET, {"id": involvement_id, "organisation": organisation_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such involvement")
        return involvement_in(row)

    async def of_person(self, person_id: str) -> list[Involvement]:
        return [involvement_in(row) for row in await self._tx.execute(_OF_PERSON, {"person": person_id})]

    async def seen_by_others(self, person_id: str, today: date) -> list[Involvement]:
        which = {"person": person_id, "today": today}
        return [involvement_in(row) for row in await self._tx.execute(_SEEN_BY_OTHERS, which)]

    async def by_feed(
        self, organisation_id: str, source: str, person_ids: Collection[str]
    ) -> Mapping[str, Involvement]:
        which = {"organisation": organisation_id, "source": source, "people": list(person_ids)}
        return {row.person_id: involvement_in(row) for row in await self._tx.execute(_BY_FEED, which)}

    async def add(self, involvements: Sequence[Involvement]) -> None:
        if involvements:
            now = self._clock.now()
            await self._tx.execute(_ADD, [{**asdict(one), "changed_at": now} for one in involvements])

    async def put(self, involvements: Sequence[Involvement]) -> None:
        if involvements:
            now = self._clock.now()
            await self._tx.execute(_PUT, [{"which": one.id, **_changing(one, now)} for one in involvements])

    async def working(self, person_ids: Collection[str], today: date) -> Collection[tuple[str, str]]:
        which = {"people": sorted(person_ids), "today": today}
        return {(row.organisation_id, row.person_id) for row in await self._tx.execute(_WORKING, which)}


def involvement_in(row: Row[Any]) -> Involvement:
    return Involvement(
        id=row.id,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        professional_id=row.professional_id,
        team=row.team,
        role=row.role,
        since=row.since,
        until=row.until,
        source=row.source,
        as_of=row.as_of,
        confirmed=row.confirmed,
        declared_by=row.declared_by,
        shielded=row.shielded,
        case_status=row.case_status,
        last_contact=row.last_contact,
        next_contact=row.next_contact,
        version=row.version,
    )


def _changing(one: Involvement, now: datetime) -> dict[str, object]:
    values, today = asdict(one), day(now)
    del values["id"]
    return values | {
        "now": now,
        "today": today,
        "new_person": one.person_id,
        "new_professional": one.professional_id,
        "new_over": one.until is not None and one.until <= today,
        "new_confirmed": one.confirmed,
    }
