"""Workers' rounds over SQLAlchemy Core: every count is of rows that the gate's own conditions let through."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import Insert as InsertPostgresql
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import Insert as InsertSqlite
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Instant
from services.cases.domain.days import day
from services.cases.domain.feeds.declared_feed import silent_since
from services.cases.domain.rounds.round import Changes, OnRound, Round
from services.cases.domain.viewer import Viewer
from services.cases.store.gate.concerns import concerns_visible
from services.cases.store.gate.conditions import involvements_visible, shares_visible
from services.cases.store.gate.parts import exists
from services.cases.store.networks.involvements import CURRENT
from services.cases.store.people.people import TOLD, who_asks
from services.cases.store.tables.concerns import concern
from services.cases.store.tables.feeds import feed
from services.cases.store.tables.people import involvement, knowledge
from services.cases.store.tables.rounds import worker_look, worker_round
from services.cases.store.tables.sharing import share

_WHOSE = (
    worker_round.c.account_id == bindparam("account"),
    worker_round.c.organisation_id == bindparam("organisation"),
)
_GET = select(worker_round).where(*_WHOSE)
_LOCKED = _GET.with_for_update()
_DUE = (
    select(worker_round)
    .where(
        worker_round.c.daily.is_(True),
        or_(worker_round.c.told_on.is_(None), worker_round.c.told_on < bindparam("today")),
    )
    .order_by(worker_round.c.told_on, worker_round.c.account_id, worker_round.c.organisation_id)
    .limit(bindparam("most"))
)
_PUT = update(worker_round).where(
    worker_round.c.account_id == bindparam("whose"), worker_round.c.organisation_id == bindparam("where")
)
_ADD = {
    "sqlite": insert_sqlite(worker_round).on_conflict_do_nothing(),
    "postgresql": insert_postgresql(worker_round).on_conflict_do_nothing(),
}


def _newest(look: InsertSqlite | InsertPostgresql) -> InsertSqlite | InsertPostgresql:
    keys = ["account_id", "organisation_id", "person_id"]
    return look.on_conflict_do_update(index_elements=keys, set_={"at": look.excluded.at})


# Written once: building it takes longer than all the other statements of a look.
_LOOKED = {"sqlite": _newest(insert_sqlite(worker_look)), "postgresql": _newest(insert_postgresql(worker_look))}
_FORGET = (
    delete(worker_look).where(worker_look.c.account_id == bindparam("account")),
    delete(worker_round).where(worker_round.c.account_id == bindparam("account")),
)


class SqlRounds:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def of(self, account_id: str, organisation_id: str) -> Round | None:
        return await self._one(_GET, account_id, organisation_id)

    async def locked(self, account_id: str, organisation_id: str) -> Round | None:
        return await self._one(_LOCKED, account_id, organisation_id)

    async def due(self, today: date, limit: int) -> Sequence[Round]:
        return [_round(row) for row in await self._tx.execute(_DUE, {"today": today, "most": limit})]

    async def add(self, one: Round) -> None:
        row = {"account_id": one.account_id, "organisation_id": one.organisation_id, **_columns(one)}
        await self._tx.execute(_ADD[self._tx.dialect.name], row)

    async def put(self, one: Round) -> None:
        await self._tx.execute(_PUT, {"whose": one.account_id, "where": one.organisation_id, **_columns(one)})

    async def looked(self, one: Round, person_id: str, now: datetime) -> None:
        row = {
            "account_id": one.account_id,
            "organisation_id": one.organisation_id,
            "person_id": person_id,
            "at": now,
        }
        await self._tx.execute(_LOOKED[self._tx.dialect.name], row)

    async def people(self, viewer: Viewer, one: Round, now: datetime, after: str, limit: int) -> Sequence[OnRound]:
        beyond = involvement.c.person_id > after if after else true()
        listed = _listed(viewer, one, one.since, now, beyond)
        rows = (await self._tx.execute(listed.limit(limit), who_asks(viewer, now))).all()
        today, relied_on = day(now), _relied_on(viewer, now, [row.person_id for row in rows])
        overdue = {
            said.person_id
            for said in await self._tx.execute(relied_on, {"today": today})
            if silent_since(said.as_of, said.every_days, today)
        }
        return [
            OnRound(
                row.person_id,
                row.looked_at,
                Changes(row.joined, row.left, row.concerns, row.shares),
                bool(row.named),
                row.person_id in overdue,
            )
            for row in rows
        ]

    async def changed(self, one: Round, now: datetime) -> bool:
        listed = _listed(one.viewer, one, one.told_up_to, now, true()).subquery()
        any_ = or_(*(listed.c[name] > 0 for name in ("joined", "left", "concerns", "shares")))
        found = select(listed.c.person_id).where(any_).limit(1)
        return (await self._tx.execute(found, who_asks(one.viewer, now))).first() is not None

    async def forget(self, account_id: str) -> None:
        for statement in _FORGET:
            await self._tx.execute(statement, {"account": account_id})

    async def _one(self, statement: Select[Any], account_id: str, organisation_id: str) -> Round | None:
        asked = {"account": account_id, "organisation": organisation_id}
        row = (await self._tx.execute(statement, asked)).one_or_none()
        return _round(row) if row else None


def _listed(viewer: Viewer, one: Round, told: datetime, now: datetime, beyond: ColumnElement[bool]) -> Select[Any]:
    """Whom the round goes to, in the order of ids, with what changed since the later of `told` and her last look."""
    named = and_(involvement.c.professional_id != "", involvement.c.professional_id == one.professional_id)
    people = (
        select(involvement.c.person_id, func.max(case((named, 1), else_=0)).label("named"))
        .where(
            involvement.c.organisation_id == one.organisation_id,
            CURRENT,
            or_(named, involvement.c.team.in_(sorted(one.teams))),
            involvements_visible(viewer, now),
            # Whom nobody may name to her is not on her list.
            exists(knowledge, knowledge.c.person_id == involvement.c.person_id, TOLD),
            beyond,
        )
        .group_by(involvement.c.person_id)
        .subquery("hers")
    )
    looked = and_(
        worker_look.c.account_id == one.account_id,
        worker_look.c.organisation_id == one.organisation_id,
        worker_look.c.person_id == people.c.person_id,
    )
    since = case((worker_look.c.at > told, worker_look.c.at), else_=literal(told, Instant))

    def count(table: FromClause, *which: ColumnElement[bool]) -> ScalarSelect[int]:
        about = table.c.person_id == people.c.person_id
        return (
            select(func.count())
            .select_from(table)
            .where(about, *which)
            .correlate(people, worker_look)
            .scalar_subquery()
        )

    moved = involvement.c.changed_at > since
    seen = (involvement.c.declared_by != one.account_id, involvements_visible(viewer, now))
    over = and_(involvement.c.until.is_not(None), involvement.c.until <= day(now))
    # An end that was said ahead has come since: nobody wrote anything on that day.
    passed = and_(
        involvement.c.until < day(now),
        involvement.c.until >= func.date(since),
        involvement.c.until > func.date(involvement.c.changed_at),
    )
    return (
        select(
            people.c.person_id,
            people.c.named,
            worker_look.c.at.label("looked_at"),
            count(involvement, moved, *seen, ~over).label("joined"),
            count(involvement, or_(and_(moved, over), passed), *seen).label("left"),
            count(
                concern,
                concern.c.raised_at > since,
                concern.c.raised_by != one.account_id,
                concerns_visible(viewer, now),
            ).label("concerns"),
            count(
                share,
                or_(share.c.created_at > since, share.c.ended_at > since),
                share.c.created_by != one.account_id,
                shares_visible(viewer),
            ).label("shares"),
        )
        .select_from(people.outerjoin(worker_look, looked))
        .order_by(people.c.person_id)
    )


def _relied_on(viewer: Viewer, now: datetime, people: Sequence[str]) -> Select[Any]:
    """The feeds that said something this viewer sees of these people, as they were declared and last came."""
    return (
        select(involvement.c.person_id, feed.c.as_of, feed.c.every_days)
        .join(feed, and_(feed.c.organisation_id == involvement.c.organisation_id, feed.c.name == involvement.c.source))
        .where(
            involvement.c.person_id.in_(people),
            involvement.c.as_of.is_not(None),
            involvements_visible(viewer, now),
        )
        .distinct()
    )


def _round(row: Any) -> Round:
    return Round(
        account_id=row.account_id,
        organisation_id=row.organisation_id,
        professional_id=row.professional_id,
        since=row.since,
        teams=frozenset(row.teams.splitlines()),
        daily=row.daily,
        told_at=row.told_at,
        told_on=row.told_on,
        message_id=row.message_id,
    )


def _columns(one: Round) -> dict[str, object]:
    return {
        "professional_id": one.professional_id,
        "since": one.since,
        "teams": "\n".join(sorted(one.teams)),
        "daily": one.daily,
        "told_at": one.told_at,
        "told_on": one.told_on,
        "message_id": one.message_id,
    }
