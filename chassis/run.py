"""A process's life: its parts start together, and end together, well.

One owner of signals. The process ends when it is told to (SIGTERM, SIGINT, or its parent's pipe closing) or when any
part fails; the supervisor decides about starting again.
"""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Protocol

from chassis.log import logger

# A part that runs until the event is set. It must return soon after, having put its work down safely.
Part = Callable[[asyncio.Event], Awaitable[None]]


class Server(Protocol):
    async def start(self) -> None: ...

    async def stop(self) -> None:
        """Refuse what is new, finish what is running, within a grace of its own."""


class Life:
    """The life of one process, in the roles it was started for."""

    def __init__(self, roles: Collection[str] = ()) -> None:
        self.stopping = asyncio.Event()
        self._roles = frozenset(roles)

    def plays(self, role: str) -> bool:
        """Whether this process plays a role; one started without any plays all. Every process has an operator."""
        return not self._roles or role in self._roles or role == "operator"

    async def run(self, parts: dict[str, Part]) -> None:
        """Run the parts (`role` or `role.name` to part) of the roles this process plays, until told to stop.

        Raises what the first failing part raised, after the others have stopped.
        """
        playing = {name: part for name, part in parts.items() if self.plays(name.partition(".")[0])}
        with _signals(self.stopping):
            try:
                async with asyncio.TaskGroup() as group:
                    for name, part in playing.items():
                        group.create_task(self._play(name, part), name=name)
            finally:
                self.stopping.set()

    async def _play(self, name: str, part: Part) -> None:
        try:
            await part(self.stopping)
        except Exception:
            logger().exception("part failed", role=name)
            self.stopping.set()
            raise
        if not self.stopping.is_set():
            raise RuntimeError(f"{name} ended before it was told to")


def serving(server: Server) -> Part:
    """A server as a part."""

    async def part(stopping: asyncio.Event) -> None:
        await server.start()
        await stopping.wait()
        await server.stop()

    return part


async def wait(event: asyncio.Event, seconds: float) -> None:
    """Wait for the event, for so long at most."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass


async def parent_pipe(stopping: asyncio.Event) -> None:
    """Ends the process when standard input closes: a child must not outlive the parent that holds the other end."""
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    waiting = asyncio.create_task(stopping.wait())
    closed = asyncio.create_task(reader.read())
    await asyncio.wait({waiting, closed}, return_when=asyncio.FIRST_COMPLETED)
    for task in (waiting, closed):
        task.cancel()
    transport.close()
    stopping.set()


@contextmanager
def _signals(stopping: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    try:
        yield
    finally:
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(name)
