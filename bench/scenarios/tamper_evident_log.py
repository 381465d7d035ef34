"""The tamper-evident log on SQLite: writing leaves, placing them in the tree, proving one of very many."""

import itertools
import time
from dataclasses import replace

from bench.floors import COMMIT, SQLITE
from bench.long_log import leaf_id, long_log
from bench.measure import Measurement, summarise, timed_async
from bench.run import Run
from chassis.db import database
from chassis.merkle import Log
from chassis.merkle.tree import verify_inclusion
from tests.chassis.logbook import KNOWN, TABLES, Logbook, logbook

_AT_ONCE = 200
_LEAVES = 100_000
_SIDE_BY_SIDE = 64
_LONG, _SHORT = 10_000_000, 100_000
_APPEND_GOAL, _PROOF_GOAL = "5,000 a second", "2 ms"
_STEP = 7_919


async def tamper_evident_log(run: Run) -> list[Measurement]:
    leaves = run.calls(_LEAVES)
    run.say(f"{leaves:,} leaves")
    async with logbook(f"sqlite:///{run.folder}/log.db") as book:
        appends, begun = list[float](), time.perf_counter()
        for _ in range(leaves // _AT_ONCE):
            before = time.perf_counter()
            await book.act(_AT_ONCE)
            appends.append((time.perf_counter() - before) / _AT_ONCE)
        appended = time.perf_counter() - begun
        await book.sequence()
        placed = time.perf_counter() - begun
        many = summarise(f"log: append, {_AT_ONCE} a transaction", appends, appended / _AT_ONCE, COMMIT, "a leaf")
        return [
            replace(many, goal=_APPEND_GOAL),
            await _one_each(run, book),
            summarise("log: append and place", [placed / leaves], placed / leaves, COMMIT, f"a leaf, of {leaves:,}"),
            await _proved(run, _SHORT if run.quick else _LONG),
        ]


async def _one_each(run: Run, book: Logbook) -> Measurement:
    """As acts do: a transaction each, and on the disk before it ends."""

    async def append() -> None:
        await book.act()

    name = f"log: append, a transaction each, {_SIDE_BY_SIDE} at once"
    calls = run.calls(20_000) // _SIDE_BY_SIDE * _SIDE_BY_SIDE
    return await timed_async(name, append, calls, COMMIT, side_by_side=_SIDE_BY_SIDE, goal=_APPEND_GOAL)


async def _proved(run: Run, size: int) -> Measurement:
    log, numbers = Log(TABLES), itertools.count()
    async with database(await long_log(size, run.say)) as db:
        run.say(f"proofs of {size:,} leaves")
        async with db.reading() as tx:
            note = await log.latest(tx)
        assert note
        root = KNOWN.open(note).root

        async def prove() -> None:
            async with db.reading() as tx:
                proof = await log.inclusion(tx, leaf_id(next(numbers) * _STEP % size), size)
            assert proof.leaf.index is not None
            assert verify_inclusion(proof.leaf.hash, proof.leaf.index, size, proof.hashes, root)

        name = f"log: inclusion proof of {size:,} leaves, verified"
        return await timed_async(name, prove, run.calls(5_000), SQLITE, goal=_PROOF_GOAL)
