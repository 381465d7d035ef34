"""Somebody leaves an organisation, or is suspended there."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.tokens import Caller
from services.directory.domain.events import ProfessionalDisabled
from services.directory.domain.ids import ProfessionalId
from services.directory.domain.professional import Professional
from services.directory.ports import OpenWork
from services.directory.usecases.employing import employee


class DisableProfessional:
    """Identity hears of it and ends what she is signed in to. Her involvements stay with her team."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, which: ProfessionalId) -> Professional:
        """Disabling twice is no error. Raises Denied, NotFound."""
        async with self._work() as work:
            found = await employee(work, caller, which)
            if found.disabled_at:
                return found
            now = self._clock.now()
            disabled = replace(found, disabled_at=now, updated_at=now)
            await work.professionals.put([disabled])
            work.tell(ProfessionalDisabled(disabled), caller.subject)
            return disabled
