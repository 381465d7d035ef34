"""What the tests of a bus read with."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from chassis.bus import Bus, Handler, Record


@asynccontextmanager
async def consuming(bus: Bus, group: str, handle: Handler, *topics: str) -> AsyncIterator[asyncio.Task[None]]:
    """A consumer for the block; at its end it is told to stop, and has to."""
    stopping = asyncio.Event()
    task = asyncio.create_task(bus.consume(group, topics or ("things",), handle, stopping))
    try:
        yield task
    finally:
        stopping.set()
        async with asyncio.timeout(20):
            await task


async def eventually(condition: Callable[[], bool | Awaitable[bool]], within: float = 30) -> None:
    """Wait until the condition holds. Raises AssertionError at the deadline."""
    deadline = time.monotonic() + within

    async def holds() -> bool:
        answer = condition()
        return answer if isinstance(answer, bool) else await answer

    while not await holds():
        assert time.monotonic() < deadline, "it never came to hold"
        await asyncio.sleep(0.01)


class Reader:
    """A handler that remembers what it was given, by key."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    async def __call__(self, records: Sequence[Record]) -> None:
        self.records += records

    def values(self) -> dict[str, list[bytes]]:
        found: dict[str, list[bytes]] = defaultdict(list)
        for record in self.records:
            found[record.key].append(record.value)
        return dict(found)


def thing(key: str, number: int, topic: str = "things") -> Record:
    return Record(topic, key, str(number).encode(), {"id": f"{key}/{number}"})
