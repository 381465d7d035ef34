"""How much waits at the front door of one's council."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


@dataclass(frozen=True, slots=True)
class ConcernCount:
    open: int
    unacknowledged: int


class CountConcerns:
    """Of what the list at the door would show this worker. Two numbers tell of nobody, and leave no disclosure: a desk
    asks at each look at it.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller) -> ConcernCount:
        """Raises Denied to who is no worker."""
        caller.must("people:read")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers read concerns")
        async with self._work() as work:
            return ConcernCount(*await work.concerns.counted_at_the_door(viewer, self._clock.now()))
