"""Two at once over a real database: until one waits for what the other holds."""

import asyncio

from sqlalchemy import text

from chassis.db import Database

_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


async def at_the_lock(db: Database) -> None:
    """Until somebody waits for what we hold; SQLite lets nobody that far."""
    async with asyncio.timeout(20):
        while db.dialect == "postgresql":
            async with db.reading() as tx:
                if (await tx.execute(_WAITING)).scalar_one():
                    return
            await asyncio.sleep(0.01)
