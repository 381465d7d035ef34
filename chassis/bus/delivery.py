"""Handing records over, again and again until they are taken: a record is never skipped."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from chassis.bus.port import Handler, Record
from chassis.log import logger
from chassis.run import wait

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0

GRACE = 5.0
"""Seconds a handler may still take when its partition moves or its process stops; then it is cancelled."""


async def delivered(
    group: str, records: Sequence[Record], handle: Handler, leaving: asyncio.Event
) -> AsyncIterator[int]:
    """Hand over `records` of one partition; yields how many, from the first, have been handled so far.

    It hands over all at once, and where that fails one by one, so that a bad record holds up what is behind it and not
    what is before. Ends early, after an attempt, when `leaving` is set.
    """
    if await _handled(group, records, handle, attempt=1):
        yield len(records)
        return
    for count, record in enumerate(records, start=1):
        pause, attempt = _FIRST_PAUSE, 2
        while not leaving.is_set():
            await wait(leaving, pause)
            if await _handled(group, [record], handle, attempt):
                break
            pause, attempt = min(pause * 2, _LONGEST_PAUSE), attempt + 1
        else:
            return
        yield count


async def _handled(group: str, records: Sequence[Record], handle: Handler, attempt: int) -> bool:
    try:
        await handle(records)
    except Exception as error:
        logger().warning(
            "handler failed", group=group, topic=records[0].topic, count=len(records), attempt=attempt, exc_info=error
        )
        return False
    return True
