"""The person has left, or the officer is done."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.identity.domain.events import Event
from services.identity.ports import OpenWork
from services.identity.usecases.mandates.end_authority import end_authority
from services.identity.usecases.sittings.as_officer import as_officer


class EndSitting:
    """Nothing is done for the person any more. Ending twice is no error."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, sitting_id: str) -> None:
        """Raises NotFound for another officer's."""
        as_officer(caller, "assisted:write")
        now = self._clock.now()
        async with self._write() as work:
            sitting, _ = await work.sittings.locked(sitting_id)
            if sitting.officer_id != caller.subject:
                raise NotFound("there is no such sitting")
            if sitting.ended_at:
                return
            await work.sittings.put(replace(sitting, ended_at=now))
            await end_authority(work, sitting.id, now)
            work.tell(Event("sitting.ended", sitting.account_id, {"sitting_id": sitting.id}), by=caller.subject)
