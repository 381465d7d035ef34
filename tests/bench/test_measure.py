"""How calls are timed."""

import asyncio

from bench.measure import paced_async


async def test_in_an_open_loop_calls_begin_on_time_whether_others_have_been_answered_or_not() -> None:
    async def slow() -> None:
        await asyncio.sleep(0.2)

    measured = await paced_async("slow", slow, 20, per_second=100)
    assert measured.count == 20
    assert measured.p50_ms >= 200
    assert measured.per_second > 20  # one after the other it would be 5
