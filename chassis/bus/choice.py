"""Which bus: the URL says."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from urllib.parse import urlsplit

from chassis.bus.port import Bus
from chassis.clock import Clock, SystemClock


@asynccontextmanager
async def bus(url: str, clock: Clock = SystemClock()) -> AsyncIterator[Bus]:
    """Open a bus for the block.

    `embedded:///var/lib/kith/bus.db` or `kafka://host:9092,host:9092`, the latter with options
    (`chassis.bus.kafka_cluster`). Nothing is contacted yet: any start order will do. Raises ValueError.
    """
    # Imported here so that a process on the one bus never loads the other.
    opened: AbstractAsyncContextManager[Bus]
    match urlsplit(url).scheme:
        case "embedded":
            from chassis.bus.embedded import embedded

            opened = embedded(url, clock)
        case "kafka":
            from chassis.bus.kafka import kafka

            opened = kafka(url)
        case other:
            raise ValueError(f"a bus is embedded:///path/bus.db or kafka://host:port, not {other}://")
    async with opened as found:
        yield found
