"""What is on its way to partners, over SQLAlchemy Core."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Database
from chassis.errors import NotFound
from services.cases.domain.subscriptions.delivery import Delivery, DeliveryState
from services.cases.ports.events import Due
from services.cases.store.tables.events import delivery

_ENDED = (DeliveryState.DELIVERED, DeliveryState.EXHAUSTED)
# What was let go has a number; what was given up before that, as its subscription's endpoint was gone, has none.
_LET_GO = delivery.c.sequence > 0
# Of what waits, only what the gate let in: a partner does not learn, for a moment, of what it will not be sent. Of what
# is to be pulled, only what was.
_SHOWN = or_(
    and_(delivery.c.state.in_((DeliveryState.IN_FLIGHT, *_ENDED)), _LET_GO),
    and_(delivery.c.state == DeliveryState.WAITING, delivery.c.position > 0),
    and_(delivery.c.state == DeliveryState.READY, _LET_GO),
)

_GET = select(delivery).where(delivery.c.id == bindparam("id"))
_LOCKED = _GET.with_for_update(skip_locked=True)
# Only what waits or flies has a next attempt. The oldest few of each subscription, so that one dead endpoint with a
# thousand waiting does not hide the others.
_RANKED = (
    select(
        delivery.c.id,
        delivery.c.next_attempt_at,
        func.row_number()
        .over(partition_by=delivery.c.subscription_id, order_by=(delivery.c.next_attempt_at, delivery.c.id))
        .label("place"),
    )
    .where(delivery.c.next_attempt_at <= bindparam("now"))
    .subquery()
)
_DUE = (
    select(_RANKED.c.id)
    .where(_RANKED.c.place <= bindparam("each"))
    .order_by(_RANKED.c.next_attempt_at, _RANKED.c.id)
    .limit(bindparam("most"))
)
_IN_FLIGHT = (
    select(delivery.c.id)
    .where(delivery.c.person_id == bindparam("person"), delivery.c.state == DeliveryState.IN_FLIGHT)
    .order_by(delivery.c.id)
)
_SOONER = (
    update(delivery)
    .where(
        delivery.c.person_id == bindparam("person"),
        delivery.c.state == DeliveryState.WAITING,
        delivery.c.next_attempt_at > bindparam("now"),
    )
    .values(next_attempt_at=bindparam("now"))
)
_NEWEST = select(delivery).order_by(delivery.c.happened_at.desc(), delivery.c.id.desc()).limit(bindparam("most"))
_BEFORE = or_(
    bindparam("before") == "",
    tuple_(delivery.c.happened_at, delivery.c.id)
    < tuple_(
        select(delivery.c.happened_at).where(delivery.c.id == bindparam("before")).scalar_subquery(),
        bindparam("before"),
    ),
)
_LISTED = _NEWEST.where(delivery.c.subscription_id == bindparam("subscription"), _SHOWN, _BEFORE)
# What goes to whom the organisation itself gave a share. From the rest it would learn who works with the person, in
# private too, or who read a record.
_TO_ITS_RECIPIENTS = (
    *("case.opened", "case.closed", "case.reopened", "case.record.added"),
    *("share.granted", "share.ended", "referral.changed"),
)
_DROPPED = _NEWEST.where(
    delivery.c.organisation_id == bindparam("organisation"),
    delivery.c.state == DeliveryState.DROPPED,
    delivery.c.type.in_(_TO_ITS_RECIPIENTS),
    _BEFORE,
)
_REPLAYABLE = (
    select(delivery)
    .where(
        delivery.c.subscription_id == bindparam("subscription"),
        delivery.c.state.in_(_ENDED),
        _LET_GO,
        delivery.c.happened_at >= bindparam("since"),
    )
    .order_by(delivery.c.position, delivery.c.id)
    .with_for_update()
)
_FEED = (
    select(delivery)
    .where(
        delivery.c.subscription_id == bindparam("subscription"),
        delivery.c.pullable,
        delivery.c.position > bindparam("after"),
        delivery.c.happened_at >= bindparam("since"),
    )
    .order_by(delivery.c.position)
    .limit(bindparam("most"))
)
_TAKEN = (
    select(delivery)
    .where(delivery.c.id.in_(bindparam("ids", expanding=True)), delivery.c.pullable)
    .order_by(delivery.c.position, delivery.c.id)
    .with_for_update()
)
_OF_EVENT = select(delivery).where(
    delivery.c.event_id == bindparam("event"), delivery.c.subscription_id == bindparam("subscription")
)
_PUT = update(delivery).where(delivery.c.id == bindparam("which"))


class SqlDeliveries:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        if deliveries:
            dialect = insert_sqlite if self._tx.dialect.name == "sqlite" else insert_postgresql
            rows = [{"id": d.id, **_columns(d)} for d in deliveries]
            await self._tx.execute(dialect(delivery).on_conflict_do_nothing(), rows)

    async def get(self, delivery_id: str) -> Delivery:
        row = (await self._tx.execute(_GET, {"id": delivery_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such delivery")
        return _delivery(row)

    async def locked(self, delivery_id: str) -> Delivery | None:
        row = (await self._tx.execute(_LOCKED, {"id": delivery_id})).one_or_none()
        return _delivery(row) if row else None

    async def put(self, one: Delivery) -> None:
        await self._tx.execute(_PUT, {"which": one.id, **_columns(one)})

    async def in_flight(self, person_id: str) -> list[str]:
        return [row.id for row in await self._tx.execute(_IN_FLIGHT, {"person": person_id})]

    async def hasten(self, person_id: str, now: datetime) -> None:
        await self._tx.execute(_SOONER, {"person": person_id, "now": now})

    async def listed(self, subscription_id: str, before: str, limit: int) -> list[Delivery]:
        rows = await self._tx.execute(_LISTED, {"subscription": subscription_id, "before": before, "most": limit})
        return [_delivery(row) for row in rows]

    async def dropped(self, organisation_id: str, before: str, limit: int) -> list[Delivery]:
        rows = await self._tx.execute(_DROPPED, {"organisation": organisation_id, "before": before, "most": limit})
        return [_delivery(row) for row in rows]

    async def replayable(self, subscription_id: str, since: datetime) -> list[Delivery]:
        rows = await self._tx.execute(_REPLAYABLE, {"subscription": subscription_id, "since": since})
        return [_delivery(row) for row in rows]

    async def feed(self, subscription_id: str, after: int, since: datetime, limit: int) -> list[Delivery]:
        which = {"subscription": subscription_id, "after": after, "since": since, "most": limit}
        return [_delivery(row) for row in await self._tx.execute(_FEED, which)]

    async def taken(self, delivery_ids: Collection[str]) -> list[Delivery]:
        return [_delivery(row) for row in await self._tx.execute(_TAKEN, {"ids": list(delivery_ids)})]

    async def of_event(self, event_id: str, subscription_id: str) -> Delivery | None:
        row = (await self._tx.execute(_OF_EVENT, {"event": event_id, "subscription": subscription_id})).one_or_none()
        return _delivery(row) if row else None


def due_deliveries(db: Database) -> Due:
    async def due(now: datetime, each: int, most: int) -> list[str]:
        return [row.id for row in await db.ask(_DUE, {"now": now, "each": each, "most": most})]

    return due


def _delivery(row: Row[Any]) -> Delivery:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented way to a row's names
    return Delivery(**{**values, "state": DeliveryState(row.state)})


def _columns(one: Delivery) -> dict[str, object]:
    values = asdict(one)
    del values["id"]
    return {**values, "state": one.state.value}
