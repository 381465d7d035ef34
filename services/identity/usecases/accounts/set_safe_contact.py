"""Somebody says how she may be reached."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.tokens import Caller
from services.identity.domain.accounts.care import SafeContact
from services.identity.domain.events import Event
from services.identity.ports import OpenWork
from services.identity.usecases.sessions.recent import must_be_recent


class SetSafeContact:
    """The first answer is taken as it is given; changing it wants a recent proof that it is her, or an officer."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, contact: SafeContact) -> None:
        """Raises Invalid, StepUpNeeded, OfficerNeeded."""
        caller.must("me:write")
        contact, now = contact.checked(), self._clock.now()
        async with self._write() as work:
            await work.accounts.locked(caller.subject)
            care = await work.care.of(caller.subject)
            care.must_not_be_at_risk()
            if care.contact is not None:
                await must_be_recent(work, caller, now)
            await work.care.put(replace(care, contact=contact))
            facts = {"channels": " ".join(sorted(contact.channels))}
            work.tell(Event("contact.changed", caller.subject, facts), by=caller.subject)
