"""Which events were heard before."""

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import Clock
from services.identity.store.tables import inbox


class SqlHeard:
    def __init__(self, tx: AsyncConnection, clock: Clock) -> None:
        self._tx, self._clock = tx, clock

    async def first(self, consumer: str, event_id: str) -> bool:
        return await inbox.first(self._tx, consumer, event_id, self._clock.now())
