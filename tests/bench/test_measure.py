"""How calls are timed."""

import asyncio

from bench.measure import paced_async

_CALLS, _TO_WARM_UP = 20, 2


async def test_in_an_open_loop_calls_begin_whether_those_before_have_been_answered_or_not() -> None:
    begun, all_have = 0, asyncio.Event()

    async def answered_with_the_last() -> None:
        nonlocal begun
        begun += 1
        if begun == _TO_WARM_UP + _CALLS:
            all_have.set()
        if begun > _TO_WARM_UP:
            await all_have.wait()

    async with asyncio.timeout(10):
        measured = await paced_async("held", answered_with_the_last, _CALLS, per_second=100)
    assert measured.count == _CALLS
    # The first waited for the last, which began 190 ms later.
    assert measured.p99_ms >= 190
