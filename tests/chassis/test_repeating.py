"""Work that is done again and again shares the loop with whoever is answered from it."""

import asyncio
import itertools
import json
import time
from collections.abc import Awaitable, Callable

from chassis.log import logger
from chassis.repeating import repeating
from tests.chassis.conftest import Logs

_BATCH_SECONDS = 0.01


async def _run(once: Callable[[], Awaitable[int]], seconds: float) -> None:
    stopping = asyncio.Event()

    async def counted() -> int:
        done = await once()
        if not done:
            stopping.set()
        return done

    async with asyncio.timeout(10):
        await repeating("a part", counted, seconds)(stopping)


async def test_between_batches_others_have_as_long_as_a_batch_took() -> None:
    spans = list[tuple[float, float]]()

    async def batch() -> int:
        began = time.monotonic()
        while time.monotonic() < began + _BATCH_SECONDS:
            pass
        spans.append((began, time.monotonic()))
        return len(spans) < 10

    await _run(batch, 0.0)
    for (_, ended), (again, _) in itertools.pairwise(spans):
        assert again - ended >= 0.9 * _BATCH_SECONDS


async def test_a_batch_that_waited_for_others_is_soon_followed_by_the_next() -> None:
    begun = list[float]()

    async def batch() -> int:
        begun.append(time.monotonic())
        await asyncio.sleep(0.5)
        return len(begun) < 3

    await _run(batch, 0.0)
    assert begun[-1] - begun[0] < 2 * 0.5 + 0.4


async def test_a_batch_that_fails_is_tried_again_after_the_pause() -> None:
    tried = 0

    async def batch() -> int:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise OSError("the disk is away")
        return 0

    await _run(batch, 0.01)
    assert tried == 2


async def test_whatever_is_logged_within_it_says_which_part_that_was(logs: Logs) -> None:
    tried = 0

    async def batch() -> int:
        nonlocal tried
        tried += 1
        logger().info("a line of its own")
        if tried == 1:
            raise OSError("the disk is away")
        return 0

    await _run(batch, 0.01)
    said = [json.loads(line) for line in logs().splitlines()]
    assert [(line["event"], line["part"]) for line in said] == [
        ("a line of its own", "a part"),
        ("batch failed", "a part"),
        ("a line of its own", "a part"),
    ]
