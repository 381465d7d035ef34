"""The front door says that it has seen a concern."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.concerns.concern import Concern
from services.cases.ports.work import OpenWork
from services.cases.usecases.concerns.at_the_front_door import heard_at_the_door, moved


class AcknowledgeConcern:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, concern_id: str) -> Concern:
        """Raises NotFound, Denied to who is not at its door, Conflict when somebody did before."""
        async with self._work() as work:
            one = await heard_at_the_door(work, caller, concern_id, self._clock)
            seen = one.acknowledged(caller.subject, self._clock.now())
            await work.concerns.put(seen)
            work.tell(moved(caller, seen, "acknowledged"))
        return seen
