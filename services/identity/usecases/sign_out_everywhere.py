"""Somebody signs out on every device."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.identity.ports import OpenWork
from services.identity.usecases.end_all_access import end_all_access


class SignOutEverywhere:
    """This device too; access that was to outlive the browser ends as well. Approvals stand."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller) -> None:
        caller.must("me:write")
        now = self._clock.now()
        async with self._write() as work:
            await work.accounts.locked(caller.subject)
            await end_all_access(work, caller.subject, now, "signed out everywhere", by=caller.actor)
