"""Somebody who was disabled works there again."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.tokens import Caller
from services.directory.domain.events import ProfessionalEnabled
from services.directory.domain.ids import ProfessionalId
from services.directory.domain.professional import Professional
from services.directory.ports import OpenWork
from services.directory.usecases.employing import employee


class EnableProfessional:
    """She may sign in again as what she was. Sessions and tokens that ended stay ended."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, which: ProfessionalId) -> Professional:
        """Enabling twice is no error. Raises Denied, NotFound."""
        async with self._work() as work:
            found = await employee(work, caller, which)
            if not found.disabled_at:
                return found
            enabled = replace(found, disabled_at=None, updated_at=self._clock.now())
            await work.professionals.put([enabled])
            work.tell(ProfessionalEnabled(enabled), caller.subject)
            return enabled
