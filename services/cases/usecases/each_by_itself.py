"""A batch of what is due, one after the other: whatever happens to one keeps none of the others waiting."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import TypeVar

from chassis.errors import Unavailable
from chassis.log import logger
from services.cases.ports.work import OpenWork, Work

T = TypeVar("T", bound=Hashable)


async def each_by_itself(
    work: OpenWork,
    due: Callable[[Work, int], Awaitable[Sequence[T]]],
    do: Callable[[T], Awaitable[object]],
    most: int = 100,
) -> int:
    """How many were done of those that `due` says wait, so many at most. One that fails is left for the next call, and
    takes nobody's place in this one; the log says so once for each kind of error.

    Raises what `due` raises, after one that failed too, so that a store that is away ends the batch; and Unavailable.
    """
    failed, done = dict[T, type[Exception]](), 0
    while True:
        before = len(failed)
        for one in await _read(work, due, most + before):
            if one in failed:
                continue
            try:
                await do(one)
                done += 1
            except Unavailable:
                raise
            except Exception as error:
                if type(error) not in failed.values():
                    logger().exception("one of a batch failed")
                failed[one] = type(error)
                await _read(work, due, 1)
        if len(failed) == before or done >= most:
            return done


async def _read(work: OpenWork, due: Callable[[Work, int], Awaitable[Sequence[T]]], limit: int) -> Sequence[T]:
    async with work() as opened:
        return await due(opened, limit)
