"""Who covers for whom in a worker's organisation, now and soon."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.networks.cover import Cover
from services.cases.domain.viewer import BROKERS, ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.paged import Paged, paged


class ListCovers:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, page: Page) -> Paged[Cover]:
        """All of them to managers and duty desks, her own two ways to anybody else; the first to begin first."""
        caller.must("people:read")
        viewer = viewer_of(caller)
        everybodys, mine = viewer.role in BROKERS, viewer.professional_id
        if viewer.kind is not ViewerKind.WORKER or not (everybodys or mine):
            return Paged((), None)
        async with self._work() as work:
            today, whose = day(self._clock.now()), "" if everybodys else mine
            found = await work.covers.listed(viewer.organisation_id, whose, today, page.and_one)
        return paged(found, page, lambda one: Place.on(one.since, one.id))
