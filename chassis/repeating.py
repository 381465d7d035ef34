"""Work that is done again and again, a batch at a time."""

import asyncio
from collections.abc import Awaitable, Callable

from chassis.log import logger
from chassis.run import Part


def repeating(name: str, once: Callable[[], Awaitable[int]], seconds: float) -> Part:
    """A part that calls `once` (how much it did) until told to stop, pausing where there was nothing to do.

    A batch that fails is tried again after the pause: each is one transaction, and leaves nothing half done.
    """

    async def part(stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            try:
                if await once():
                    continue
            except Exception:
                logger().exception("batch failed", part=name)
            try:
                await asyncio.wait_for(stopping.wait(), seconds)
            except TimeoutError:
                continue

    return part
