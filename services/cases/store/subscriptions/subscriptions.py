"""Partners' subscriptions over SQLAlchemy Core."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.subscriptions.subscription import Subscription, SubscriptionState
from services.cases.store.tables.events import subscription

_GET = select(subscription).where(
    subscription.c.id == bindparam("id"), subscription.c.organisation_id == bindparam("organisation")
)
_LOCKED = select(subscription).where(subscription.c.id == bindparam("id")).with_for_update()
_OF = (
    select(subscription)
    .where(subscription.c.organisation_id.in_(bindparam("organisations", expanding=True)))
    .order_by(subscription.c.created_at, subscription.c.id)
)
_ADD = insert(subscription)
_PUT = (
    update(subscription)
    .where(subscription.c.id == bindparam("which"))
    .values(state=bindparam("to"), sequence=bindparam("number"), position=bindparam("place"))
)


class SqlSubscriptions:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def get(self, subscription_id: str, organisation_id: str) -> Subscription:
        return _found((await self._tx.execute(_GET, {"id": subscription_id, "organisation": organisation_id})).first())

    async def locked(self, subscription_id: str) -> Subscription:
        return _found((await self._tx.execute(_LOCKED, {"id": subscription_id})).first())

    async def of(self, organisation_id: str) -> list[Subscription]:
        return await self.of_any([organisation_id])

    async def of_any(self, organisation_ids: Collection[str]) -> list[Subscription]:
        rows = await self._tx.execute(_OF, {"organisations": sorted(set(organisation_ids))})
        return [_subscription(row) for row in rows]

    async def add(self, one: Subscription) -> None:
        await self._tx.execute(
            _ADD,
            {
                "id": one.id,
                "organisation_id": one.organisation_id,
                "client_id": one.client_id,
                "url": one.url,
                "types": " ".join(sorted(one.types)),
                "state": one.state.value,
                "sealed_secret": one.sealed_secret,
                "sequence": one.sequence,
                "created_at": one.created_at,
                "position": one.position,
            },
        )

    async def put(self, one: Subscription) -> None:
        values = {"to": one.state.value, "number": one.sequence, "place": one.position}
        await self._tx.execute(_PUT, {"which": one.id, **values})


def _found(row: Row[Any] | None) -> Subscription:
    if row is None:
        raise NotFound("there is no such subscription")
    return _subscription(row)


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        organisation_id=row.organisation_id,
        client_id=row.client_id,
        url=row.url,
        types=frozenset(row.types.split()),
        state=SubscriptionState(row.state),
        sealed_secret=row.sealed_secret,
        sequence=row.sequence,
        created_at=row.created_at,
        position=row.position,
    )
