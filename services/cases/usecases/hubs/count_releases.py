"""How many wait for one's organisation to decide whether another takes home what it brought to a hub."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


class CountReleases:
    """Only in enquiries that are open to this viewer. A number tells of nobody, and leaves no disclosure."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller) -> int:
        caller.must("enquiries:read")
        async with self._work() as work:
            return await work.enquiries.releases_waiting(viewer_of(caller), self._clock.now())
