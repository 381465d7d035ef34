"""How long what an organisation holds of one person is kept, class by class, and why."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.retention.held import Held
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.retention.held_by import held_by


class GetRetention:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, person_id: str) -> Sequence[Held]:
        """Raises NotFound where the caller's organisation holds nothing, and about oneself."""
        caller.must("retention:decide")
        async with self._work() as work:
            return await held_by(work, viewer_of(caller), person_id, day(self._clock.now()))
