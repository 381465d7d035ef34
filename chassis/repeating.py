"""Work that is done again and again, a batch at a time."""

import asyncio
from collections.abc import Awaitable, Callable

from structlog.contextvars import bound_contextvars

from chassis.log import logger
from chassis.run import Part, wait

_LONGEST_BREATH = 0.02
"""Seconds: a batch that waited for others has not kept the loop from anybody."""


def repeating(name: str, once: Callable[[], Awaitable[int]], seconds: float) -> Part:
    """A part that calls `once` (how much it did) until told to stop, pausing where there was nothing to do.

    A batch that fails is tried again after the pause: each is one transaction, and leaves nothing half done. Between
    two batches whoever is answered from the same loop has as long as the first took. Each line it logs says `part`.
    """

    async def part(stopping: asyncio.Event) -> None:
        clock = asyncio.get_running_loop().time
        with bound_contextvars(part=name):
            while not stopping.is_set():
                pause, began = seconds, clock()
                try:
                    if await once():
                        pause = min(clock() - began, _LONGEST_BREATH)
                except Exception:
                    logger().exception("batch failed")
                await wait(stopping, pause)

    return part
