"""Timing calls one after the other or side by side, and saying what came out."""

import asyncio
import os
import selectors
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from bench.processes import cpu_seconds

HERE = {"here": os.getpid()}


@dataclass(frozen=True, slots=True)
class Measurement:
    """Latencies of one thing in milliseconds, and how many a second; `floor` names what it is compared with.

    `cpu_ms` is the processor time a call took in each of the processes that serve it, what they do by themselves
    meanwhile included. `goal` is what was promised of it. What is measured at several sizes has one `series` for the
    chart, and says its `size`.
    """

    name: str
    p50_ms: float
    p95_ms: float
    p99_ms: float
    per_second: float
    count: int
    floor: str = ""
    note: str = ""
    cpu_ms: Mapping[str, float] = field(default_factory=dict)
    goal: str = ""
    series: str = ""
    size: int = 0


def to_the_microsecond() -> asyncio.AbstractEventLoop:
    """A loop whose timers are not rounded up to the next millisecond, as those over epoll are (`epoll_wait(2)`): what
    is due in an open loop would begin half of one late, and count that as the server's.
    """
    return asyncio.SelectorEventLoop(selectors.SelectSelector())


def summarise(name: str, seconds: list[float], wall: float, floor: str = "", note: str = "") -> Measurement:
    """Of the latencies and the whole time of all of them, both in seconds."""
    ordered = sorted(seconds)

    def at(share: float) -> float:
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000

    return Measurement(
        name, statistics.median(ordered) * 1000, at(0.95), at(0.99), len(ordered) / wall, len(ordered), floor, note
    )


def timed(name: str, call: Callable[[], object], count: int, floor: str = "", note: str = "") -> Measurement:
    """Call `count` times, one after the other, after a tenth as many to warm up."""
    for _ in range(max(1, count // 10)):
        call()
    seconds, start = [], time.perf_counter()
    for _ in range(count):
        before = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - before)
    return summarise(name, seconds, time.perf_counter() - start, floor, note)


async def timed_async(
    name: str,
    call: Callable[[], Awaitable[object]],
    count: int,
    floor: str = "",
    note: str = "",
    *,
    side_by_side: int = 1,
    servers: Mapping[str, int] = HERE,
    goal: str = "",
    series: str = "",
    size: int = 0,
) -> Measurement:
    """The same for coroutines, `side_by_side` at a time; `servers` are the processes behind, their ids by name."""
    for _ in range(max(1, count // 10)):
        await call()
    seconds: list[float] = []

    async def worker(share: int) -> None:
        for _ in range(share):
            before = time.perf_counter()
            await call()
            seconds.append(time.perf_counter() - before)

    spent = {server: cpu_seconds(pid) for server, pid in servers.items()}
    start = time.perf_counter()
    await asyncio.gather(*(worker(count // side_by_side) for _ in range(side_by_side)))
    wall = time.perf_counter() - start
    each = {server: (cpu_seconds(pid) - spent[server]) * 1000 / len(seconds) for server, pid in servers.items()}
    return replace(summarise(name, seconds, wall, floor, note), cpu_ms=each, goal=goal, series=series, size=size)


async def paced_async(
    name: str,
    call: Callable[[], Awaitable[object]],
    count: int,
    per_second: float,
    floor: str = "",
    *,
    servers: Mapping[str, int] = HERE,
    goal: str = "",
    size: int = 0,
) -> Measurement:
    """The same in an open loop: so many a second begin, whether those before have been answered or not. The time of a
    call is from when it was due, how late it began included.
    """
    for _ in range(max(1, count // 10)):
        await call()
    seconds, late = list[float](), list[float]()
    spent = {server: cpu_seconds(pid) for server, pid in servers.items()}
    start = time.perf_counter()

    async def due(number: int) -> None:
        at = start + number / per_second
        await asyncio.sleep(at - time.perf_counter())
        late.append(time.perf_counter() - at)
        await call()
        seconds.append(time.perf_counter() - at)

    await asyncio.gather(*map(due, range(count)))
    wall = time.perf_counter() - start
    each = {server: (cpu_seconds(pid) - spent[server]) * 1000 / count for server, pid in servers.items()}
    note = f"of it {statistics.median(late) * 1000:.2g} ms because the client was late"
    return replace(summarise(name, seconds, wall, floor, note), cpu_ms=each, goal=goal, size=size)
