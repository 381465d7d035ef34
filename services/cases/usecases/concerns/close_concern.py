"""The front door says how a concern ended; who raised it sees that."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.concerns.concern import Concern
from services.cases.ports.work import OpenWork
from services.cases.usecases.concerns.at_the_front_door import heard_at_the_door, moved


class CloseConcern:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, concern_id: str, outcome: str, answer: str) -> Concern:
        """Raises NotFound, Denied to who is not at its door, Invalid, Conflict when it was closed before."""
        async with self._work() as work:
            one = await heard_at_the_door(work, caller, concern_id, self._clock)
            closed = one.closed(outcome, answer, caller.subject, self._clock.now())
            await work.concerns.put(closed)
            work.tell(moved(caller, closed, closed.outcome))
        return closed
