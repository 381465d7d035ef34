"""The worker is back before the day that was said, or the colleague can stand in no longer."""

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.networks.cover import Cover, must_arrange
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.networks.arrange_cover import moved


class EndCover:
    """By either of the two, or a manager there; from that moment on it shows and opens nothing."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, cover_id: str) -> Cover:
        """Raises NotFound for another organisation's, Denied, Conflict where it was over."""
        caller.must("people:write")
        viewer = viewer_of(caller)
        async with self._work() as work:
            cover = await work.covers.get(cover_id)
            if cover.organisation_id != viewer.organisation_id:
                raise NotFound("there is no such cover")
            must_arrange(viewer, cover.professional_id, cover.covering_id)
            ended = cover.ended(day(self._clock.now()))
            await work.covers.put(ended)
            work.tell(moved(ended, caller.subject, "ended"))
        return ended
