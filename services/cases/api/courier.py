"""The courier: attempts what is due, a few at once, and no endpoint holds up the others."""

import asyncio

from chassis.clock import Clock
from chassis.log import logger
from services.cases.ports.events import Due
from services.cases.usecases.subscriptions.attempt_delivery import AttemptDelivery

AT_ONCE = 16
EACH = 2
"""Attempts at once to one subscription: a slow endpoint waits for itself."""

_POLL_SECONDS = 0.25
_GRACE_SECONDS = 5.0


class Courier:
    """A part of the process's life. Any number of couriers may run: each attempt is taken under its row's lock."""

    def __init__(self, due: Due, attempt: AttemptDelivery, clock: Clock) -> None:
        self._due, self._attempt, self._clock = due, attempt, clock
        self._running: dict[str, asyncio.Task[None]] = {}
        self.woken = asyncio.Event()
        """Set when there may be something new to attempt; polling finds it all the same, a moment later."""

    async def run(self, stopping: asyncio.Event) -> None:
        """Until told to stop; then what is in flight gets a few seconds. What does not end is attempted again later."""
        while not stopping.is_set():
            self.woken.clear()
            await self.once()
            await self._pause(stopping)
        if self._running:
            await asyncio.wait(self._running.values(), timeout=_GRACE_SECONDS)
        for task in self._running.values():
            task.cancel()

    async def once(self) -> None:
        """Begin what is due and fits."""
        self._running = {one: task for one, task in self._running.items() if not task.done()}
        try:
            due = await self._due(self._clock.now(), EACH, AT_ONCE + len(self._running))
        except Exception as error:  # the database is away: nothing is lost, look again
            logger().warning("deliveries not read", kind=type(error).__name__)
            return
        for delivery_id in [one for one in due if one not in self._running][: AT_ONCE - len(self._running)]:
            self._running[delivery_id] = asyncio.create_task(self._try(delivery_id))

    async def finished(self) -> None:
        """Wait until everything that was begun has ended."""
        await asyncio.gather(*self._running.values())

    async def _try(self, delivery_id: str) -> None:
        try:
            await self._attempt(delivery_id)
        except Exception as error:  # the row still says what to do: it is attempted again
            logger().exception("attempt failed", kind=type(error).__name__)

    async def _pause(self, stopping: asyncio.Event) -> None:
        """Until there is something new, an attempt ends, or a moment has passed."""
        told = {asyncio.create_task(event.wait()) for event in (stopping, self.woken)}
        waiting = {*told, *self._running.values()}
        await asyncio.wait(waiting, timeout=_POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for task in told:
            task.cancel()
