"""The tamper-evident log on SQLite: writing leaves, placing them in the tree, proving one of many."""

import time

from bench.floors import COMMIT, SQLITE
from bench.measure import Measurement, summarise, timed_async
from bench.run import Run
from tests.chassis.logbook import logbook

_AT_ONCE = 200
_LEAVES = 100_000


async def tamper_evident_log(run: Run) -> list[Measurement]:
    leaves = run.calls(_LEAVES)
    run.say(f"{leaves:,} leaves")
    async with logbook(f"sqlite:///{run.folder}/log.db") as book:
        ids, appends, begun = list[str](), list[float](), time.perf_counter()
        for _ in range(leaves // _AT_ONCE):
            before = time.perf_counter()
            ids += await book.act(_AT_ONCE)
            appends.append((time.perf_counter() - before) / _AT_ONCE)
        appended = time.perf_counter() - begun
        await book.sequence()
        placed = time.perf_counter() - begun
        size, numbers = (await book.checkpoint()).size, iter(range(10**9))

        async def prove() -> None:
            async with book.db.reading() as tx:
                await book.log.inclusion(tx, ids[next(numbers) * 7919 % size], size)

        return [
            summarise(f"log: append, {_AT_ONCE} a transaction", appends, appended / _AT_ONCE, COMMIT, "a leaf"),
            summarise("log: append and place", [placed / leaves], placed / leaves, COMMIT, f"a leaf, of {leaves:,}"),
            await timed_async(f"log: inclusion proof of {size:,} leaves", prove, run.calls(500), SQLITE),
        ]
