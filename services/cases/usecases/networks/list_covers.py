"""Who covers for whom in a worker's organisation, now and soon."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.networks.cover import Cover
from services.cases.domain.viewer import BROKERS, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class ListCovers:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller) -> Sequence[Cover]:
        """All of them to managers and duty desks, her own two ways to anybody else."""
        caller.must("people:read")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            return []
        async with self._work() as work:
            there = await work.covers.of_organisation(viewer.organisation_id, day(self._clock.now()))
        mine = viewer.professional_id
        return [one for one in there if viewer.role in BROKERS or mine in (one.professional_id, one.covering_id)]
