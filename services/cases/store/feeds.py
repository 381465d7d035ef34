"""Declared feeds and the rolls of whole deliveries, over SQLAlchemy Core."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Date, Row, Select, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.feeds.declared_feed import (
    NO_ROLL,
    UNDECIDED,
    DeclaredFeed,
    FeedAround,
    FeedKind,
    Roll,
    RollState,
    Shown,
)
from services.cases.store.gate.feeds import BY_FEED, kept_by_its_feed
from services.cases.store.gate.parts import exists, in_force
from services.cases.store.tables.feeds import feed, feed_roll, feed_roll_entry
from services.cases.store.tables.people import involvement, knowledge, organisation
from services.cases.store.tables.sharing import agreement, agreement_party

_FIND = select(feed).where(feed.c.organisation_id == bindparam("organisation"), feed.c.name == bindparam("name"))
_OWN = select(feed).where(feed.c.organisation_id == bindparam("organisation")).order_by(feed.c.name)
_MINE, _THEIRS = agreement_party.alias(), agreement_party.alias()
_AGREED = exists(
    agreement,
    *in_force(bindparam("today", type_=Date)),
    exists(_MINE, _MINE.c.agreement_id == agreement.c.id, _MINE.c.organisation_id == bindparam("organisation")),
    exists(_THEIRS, _THEIRS.c.agreement_id == agreement.c.id, _THEIRS.c.organisation_id == feed.c.organisation_id),
)
_AROUND = (
    select(feed, organisation.c.name.label("organisation_name"))
    .join(organisation, organisation.c.id == feed.c.organisation_id)
    .where(
        or_(feed.c.organisation_id == bindparam("organisation"), _AGREED),
        feed.c.shielded.is_(False),
        feed.c.kind != FeedKind.UNDECLARED.value,
        feed.c.as_of.is_not(None),
    )
    .order_by(organisation.c.name, feed.c.name)
)
_FORGET = delete(feed).where(feed.c.organisation_id == bindparam("whose"), feed.c.name == bindparam("which"))
_DECLARE = insert(feed)

_GET = select(feed_roll).where(feed_roll.c.id == bindparam("which")).with_for_update()
_IN_STATES = (
    select(feed_roll)
    .where(
        feed_roll.c.organisation_id == bindparam("organisation"),
        feed_roll.c.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(feed_roll.c.begun_at, feed_roll.c.id)
)
_ENDING = (
    select(feed_roll)
    .where(feed_roll.c.state == RollState.ENDING.value)
    .order_by(feed_roll.c.begun_at, feed_roll.c.id)
    .limit(bindparam("most"))
)
_IN_STATES_LOCKED = _IN_STATES.with_for_update()
ROLLS_HELD = select(feed_roll.c.id).where(
    feed_roll.c.organisation_id == bindparam("organisation"), feed_roll.c.state == RollState.HELD.value
)
_ADD = insert(feed_roll)
_PUT = update(feed_roll).where(feed_roll.c.id == bindparam("which"))
_NAME = insert(feed_roll_entry)
_AMONG = select(feed_roll_entry.c.local_id).where(
    feed_roll_entry.c.roll_id == bindparam("roll"), feed_roll_entry.c.local_id.in_(bindparam("ids", expanding=True))
)
_NAMED = select(func.count()).select_from(feed_roll_entry).where(feed_roll_entry.c.roll_id == bindparam("roll"))
_FORGET_WHO = delete(feed_roll_entry).where(feed_roll_entry.c.roll_id == bindparam("roll"))

# What began that very day may have come after the roll was called; the next one looks at it.
_CURRENT = and_(
    involvement.c.organisation_id == bindparam("organisation"),
    involvement.c.source == bindparam("feed"),
    BY_FEED,
    involvement.c.since < bindparam("as_of"),
    or_(involvement.c.until.is_(None), involvement.c.until >= bindparam("as_of")),
    involvement.c.as_of <= bindparam("as_of"),
)
_MISSING = and_(
    _CURRENT,
    ~exists(
        knowledge.join(feed_roll_entry, feed_roll_entry.c.local_id == knowledge.c.local_id),
        knowledge.c.person_id == involvement.c.person_id,
        knowledge.c.organisation_id == involvement.c.organisation_id,
        feed_roll_entry.c.roll_id == bindparam("roll"),
    ),
)
_HOW_MANY = select(func.count(involvement.c.id))
_COUNT_CURRENT, _COUNT_MISSING = _HOW_MANY.where(_CURRENT), _HOW_MANY.where(_MISSING)
_SOME_MISSING = select(involvement.c.id).where(_MISSING).limit(bindparam("most"))


class SqlFeeds:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def find(self, organisation_id: str, name: str) -> DeclaredFeed | None:
        row = (await self._tx.execute(_FIND, {"organisation": organisation_id, "name": name})).one_or_none()
        return _feed(row) if row else None

    async def own(self, organisation_id: str) -> Sequence[DeclaredFeed]:
        return [_feed(row) for row in await self._tx.execute(_OWN, {"organisation": organisation_id})]

    async def around(self, organisation_id: str, today: date) -> Sequence[FeedAround]:
        rows = await self._tx.execute(_AROUND, {"organisation": organisation_id, "today": today})
        return [FeedAround(row.organisation_name, _feed(row)) for row in rows]

    async def put(self, one: DeclaredFeed) -> None:
        values = asdict(one) | asdict(one.shown)
        values |= {"kind": one.kind.value, "statuses": " ".join(sorted(one.shown.statuses))}
        del values["shown"]
        await self._tx.execute(_FORGET, {"whose": one.organisation_id, "which": one.name})
        await self._tx.execute(_DECLARE, values)

    async def keeps_from_others(self, involvement_id: str, today: date) -> bool:
        kept = select(involvement.c.id).where(involvement.c.id == involvement_id, kept_by_its_feed(today))
        return (await self._tx.execute(kept)).first() is not None


class SqlRolls:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def get(self, roll_id: str) -> Roll:
        row = (await self._tx.execute(_GET, {"which": roll_id})).one_or_none()
        if row is None:
            raise NotFound(NO_ROLL)
        return _roll(row)

    async def undecided(self, organisation_id: str, feed: str) -> Sequence[Roll]:
        found = await self._in(_IN_STATES_LOCKED, organisation_id, UNDECIDED)
        return [one for one in found if one.feed == feed]

    async def held(self, organisation_id: str) -> Sequence[Roll]:
        return await self._in(_IN_STATES, organisation_id, [RollState.HELD])

    async def ending(self, limit: int) -> Sequence[Roll]:
        return [_roll(row) for row in await self._tx.execute(_ENDING, {"most": limit})]

    async def _in(self, statement: Select[Any], organisation_id: str, states: Collection[RollState]) -> Sequence[Roll]:
        which = {"organisation": organisation_id, "states": [state.value for state in states]}
        return [_roll(row) for row in await self._tx.execute(statement, which)]

    async def add(self, roll: Roll) -> None:
        await self._tx.execute(_ADD, asdict(roll) | {"state": roll.state.value})

    async def put(self, roll: Roll) -> None:
        values = asdict(roll) | {"state": roll.state.value}
        await self._tx.execute(_PUT, {"which": values.pop("id"), **values})

    async def name(self, roll_id: str, local_ids: Collection[str]) -> None:
        ids = set(local_ids)
        there = await self._tx.execute(_AMONG, {"roll": roll_id, "ids": sorted(ids)})
        new = ids - {row.local_id for row in there}
        if new:
            await self._tx.execute(_NAME, [{"roll_id": roll_id, "local_id": one} for one in sorted(new)])

    async def named(self, roll_id: str) -> int:
        return int((await self._tx.execute(_NAMED, {"roll": roll_id})).scalar_one())

    async def current(self, roll: Roll) -> int:
        which = {"organisation": roll.organisation_id, "feed": roll.feed, "as_of": roll.as_of}
        return int((await self._tx.execute(_COUNT_CURRENT, which)).scalar_one())

    async def missing(self, roll: Roll) -> int:
        return int((await self._tx.execute(_COUNT_MISSING, _about(roll))).scalar_one())

    async def some_missing(self, roll: Roll, most: int) -> Sequence[str]:
        found = await self._tx.execute(_SOME_MISSING, _about(roll) | {"most": most})
        return [row.id for row in found]

    async def forget(self, roll_id: str) -> None:
        await self._tx.execute(_FORGET_WHO, {"roll": roll_id})


def _about(roll: Roll) -> dict[str, Any]:
    return {"organisation": roll.organisation_id, "feed": roll.feed, "as_of": roll.as_of, "roll": roll.id}


def _feed(row: Row[Any]) -> DeclaredFeed:
    return DeclaredFeed(
        organisation_id=row.organisation_id,
        name=row.name,
        kind=FeedKind(row.kind),
        coverage=row.coverage,
        every_days=row.every_days,
        may_shrink=row.may_shrink,
        shown=Shown(row.age_from, row.age_to, frozenset(row.statuses.split()), row.months_after_closing),
        shielded=row.shielded,
        as_of=row.as_of,
    )


def _roll(row: Row[Any]) -> Roll:
    return Roll(
        id=row.id,
        organisation_id=row.organisation_id,
        feed=row.feed,
        as_of=row.as_of,
        entries=row.entries,
        begun_at=row.begun_at,
        state=RollState(row.state),
        current=row.current,
        missing=row.missing,
    )
