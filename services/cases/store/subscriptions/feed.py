"""What may be pulled, read over SQLAlchemy Core outside any unit of work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Database
from chassis.ids import Ids
from services.cases.ports.events import Aliases, Deliveries, OpenFeed, Subscriptions
from services.cases.store.subscriptions.aliases import SqlAliases
from services.cases.store.subscriptions.deliveries import SqlDeliveries
from services.cases.store.subscriptions.subscriptions import SqlSubscriptions


class SqlFeed:
    def __init__(self, tx: AsyncConnection, ids: Ids) -> None:
        self.subscriptions: Subscriptions = SqlSubscriptions(tx)
        self.deliveries: Deliveries = SqlDeliveries(tx)
        self.aliases: Aliases = SqlAliases(tx, ids)


def open_feed(db: Database, ids: Ids) -> OpenFeed:
    @asynccontextmanager
    async def feed() -> AsyncIterator[SqlFeed]:
        async with db.reading() as tx:
            yield SqlFeed(tx, ids)

    return feed
