"""The bus of one machine: a log in one SQLite file, shared by its processes. No server, nothing to install.

Beside `bus.db` lie `bus.lock`, where writers queue, and `bus.db.d/`, with the claims and wake-up pipes of live
processes; both may be deleted when none runs.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from chassis.bus.bell import Bell, ring
from chassis.bus.claims import Claims
from chassis.bus.delivery import GRACE, delivered
from chassis.bus.journal import Journal, Place
from chassis.bus.port import PARTITIONS, Handler, Record, named
from chassis.clock import Clock
from chassis.errors import Unavailable
from chassis.run import wait

T = TypeVar("T")

_BATCH = 500
_LOOK_AFTER = 0.5
_BALANCE_AFTER = 1.0
_TRIM_AFTER = 600.0


@asynccontextmanager
async def embedded(url: str, clock: Clock) -> AsyncIterator["EmbeddedBus"]:
    """The bus at `embedded:///path/bus.db` for the block; the file is made on first use. Raises ValueError."""
    parts = urlsplit(url)
    if parts.netloc or not parts.path.strip("/") or parts.query:
        raise ValueError("an embedded bus is embedded:///path/bus.db, and takes no options")
    opened = EmbeddedBus(Path(parts.path), clock)
    try:
        yield opened
    finally:
        await opened.close()


class EmbeddedBus:
    """`Bus` over a journal. Appends and the rest have a thread and a connection each."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._side = path.parent / f"{path.name}.d"
        self._appends = _Clerk(path, clock, "FULL")
        self._rest = _Clerk(path, clock, "NORMAL")

    async def publish(self, records: Sequence[Record]) -> None:
        def append(journal: Journal) -> None:
            journal.append(records)
            ring(self._side / "bells")

        if records:
            await self._appends.do(append)

    async def consume(self, group: str, topics: Sequence[str], handle: Handler, stopping: asyncio.Event) -> None:
        news = _News()
        await self._rest.do(lambda journal: journal.join(named(group), [named(topic) for topic in topics]))
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(self._listen(news))
            trimming = tasks.create_task(self._trim())
            sharing = [tasks.create_task(self._share(group, topic, handle, news, stopping, tasks)) for topic in topics]
            await asyncio.wait(sharing, return_when=asyncio.ALL_COMPLETED)
            listening.cancel()
            trimming.cancel()

    async def lag(self, group: str, topics: Sequence[str]) -> int:
        return await self._rest.do(lambda journal: journal.lag(group, topics))

    async def ready(self) -> bool:
        try:
            await self._rest.do(Journal.endings)
        except Unavailable:
            return False
        return True

    async def close(self) -> None:
        await self._appends.close()
        await self._rest.close()

    async def _listen(self, news: "_News") -> None:
        with Bell(self._side / "bells") as bell:
            while True:
                news.tell(await self._rest.do(Journal.endings))
                await bell.heard(within=_LOOK_AFTER)

    async def _trim(self) -> None:
        while True:
            await self._rest.do(Journal.trim)
            await asyncio.sleep(_TRIM_AFTER)

    async def _share(
        self,
        group: str,
        topic: str,
        handle: Handler,
        news: "_News",
        stopping: asyncio.Event,
        tasks: asyncio.TaskGroup,
    ) -> None:
        """Keep a fair share of the topic's partitions, each with a worker of its own, until `stopping`."""
        claims = await asyncio.to_thread(Claims, self._side / "claims" / group / topic, PARTITIONS)
        workers: dict[int, _Worker] = {}
        try:
            while not stopping.is_set():
                claimed, surplus = await asyncio.to_thread(claims.balance)
                for partition in claimed:
                    worker = _Worker(group, (topic, partition), handle, news, self._rest)
                    worker.task = tasks.create_task(worker.work())
                    workers[partition] = worker
                for partition in list(workers)[:surplus]:
                    await workers[partition].leave()
                    del workers[partition]
                    claims.release(partition)
                await wait(stopping, _BALANCE_AFTER)
            await asyncio.gather(*(worker.leave() for worker in workers.values()))
        finally:
            # A claim is given up when its handler has ended, never before.
            await asyncio.gather(*(worker.end() for worker in workers.values()))
            claims.leave()


class _News:
    """How far every partition has grown, and a way to wait until one has grown further."""

    def __init__(self) -> None:
        self._endings: dict[Place, int] = {}
        self._changed = asyncio.Event()

    def tell(self, endings: dict[Place, int]) -> None:
        if endings != self._endings:
            self._endings = endings
            self._changed.set()
            self._changed = asyncio.Event()

    def ending(self, place: Place) -> int:
        return self._endings.get(place, 0)

    async def more(self, leaving: asyncio.Event) -> None:
        """Wait until something has grown, or `leaving`."""
        changed = asyncio.ensure_future(self._changed.wait())
        left = asyncio.ensure_future(leaving.wait())
        try:
            await asyncio.wait({changed, left}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            changed.cancel()
            left.cancel()


@dataclass(slots=True)
class _Worker:
    """Hands one claimed partition to the handler, in order."""

    group: str
    place: Place
    handle: Handler
    news: _News
    clerk: "_Clerk"
    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    async def work(self) -> None:
        position = await self.clerk.do(lambda journal: journal.progress(self.group, self.place))
        while not self.leaving.is_set():
            ending = self.news.ending(self.place)
            if ending <= position:
                await self.news.more(self.leaving)
                continue
            batch = await self.clerk.do(partial(Journal.read, place=self.place, position=position, limit=_BATCH))
            if not batch:
                position = ending  # what was there has been trimmed
                continue
            records = [record for _, record in batch]
            async for count in delivered(self.group, records, self.handle, self.leaving):
                position = batch[count - 1][0] + 1
                await self.clerk.do(partial(Journal.advance, group=self.group, place=self.place, position=position))

    async def leave(self) -> None:
        """End after what is in hand, or without it when that takes too long."""
        assert self.task is not None
        self.leaving.set()
        await asyncio.wait({self.task}, timeout=GRACE)
        await self.end()

    async def end(self) -> None:
        assert self.task is not None
        self.task.cancel()
        await asyncio.wait({self.task})


class _Clerk:
    """A thread that owns one connection to the journal, opened when first needed."""

    def __init__(self, path: Path, clock: Clock, synchronous: Literal["FULL", "NORMAL"]) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bus")
        self._open = partial(Journal, path, clock, synchronous)
        self._journal: Journal | None = None

    async def do(self, work: Callable[[Journal], T]) -> T:
        """Do `work` in the thread. Raises Unavailable when the disk or the lock would not have it."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._work, work)
        except (sqlite3.OperationalError, OSError) as error:
            raise Unavailable("The bus cannot be reached") from error

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    def _work(self, work: Callable[[Journal], T]) -> T:
        if self._journal is None:
            self._journal = self._open()
        return work(self._journal)

    def _close(self) -> None:
        if self._journal is not None:
            self._journal.close()
