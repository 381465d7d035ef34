"""An officer suspends authority to act for somebody, or lifts that, or what she stopped herself."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Invalid
from chassis.tokens import Caller
from services.identity.domain.events import Event, MandateOver
from services.identity.domain.mandates.mandate import Mandate
from services.identity.ports import OpenWork
from services.identity.usecases.mandates.end_authority import end_authority
from services.identity.usecases.mandates.officers_mandate import officers_mandate


class SuspendMandate:
    """While the proxy is an alleged source of harm, say. The proxy sees what somebody without authority sees."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def suspend(self, caller: Caller, mandate_id: str, reason: str) -> Mandate:
        """Raises Invalid without a reason, NotFound, Denied for the officer's own, Conflict once over."""
        _checked(reason)
        now = self._clock.now()
        async with self._write() as work:
            mandate = await officers_mandate(work, caller, mandate_id)
            suspended = replace(mandate, suspended_at=mandate.suspended_at or now, suspended_because=reason.strip())
            await work.mandates.put(suspended)
            await end_authority(work, mandate.id, now)
            work.tell(MandateOver.of("suspended", mandate.account_id, mandate.id), by=caller.actor)
            return suspended

    async def resume(self, caller: Caller, mandate_id: str, reason: str) -> Mandate:
        """Raises as `suspend`. The reason why it may go on replaces the reason why not."""
        _checked(reason)
        async with self._write() as work:
            mandate = await officers_mandate(work, caller, mandate_id)
            resumed = replace(mandate, suspended_at=None, stopped_at=None, suspended_because=reason.strip())
            await work.mandates.put(resumed)
            work.tell(Event("mandate.resumed", mandate.account_id, {"mandate_id": mandate.id}), by=caller.actor)
            return resumed


def _checked(reason: str) -> None:
    if not 3 <= len(reason.strip()) <= 1000:
        raise Invalid.field("reason", "say why; nobody but officers reads it")
