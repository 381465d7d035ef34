"""The subject access requests that an organisation has yet to answer, or to hand over."""

from datetime import date

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.access.request import AccessRequest
from services.cases.domain.days import day
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.paged import Paged, paged


class ListAccessRequests:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(
        self, caller: Caller, page: Page, *, released: bool = False, request_id: str = ""
    ) -> Paged[AccessRequest]:
        """What was taken furthest first, then the first due; without those about the officer himself. Only the one that
        `request_id` names, where it does. `released`: instead those whose copy is there to be handed over on paper, for
        as long as it is.
        """
        caller.must("access-requests:answer")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            return Paged((), None)
        async with self._work() as work:
            if released:
                ready = await work.access_requests.to_hand_over(viewer, day(self._clock.now()), page.and_one)
                return paged(ready, page, lambda one: Place(one.released_at or one.made_at, one.id))
            waiting = await work.access_requests.waiting(viewer, page.and_one, request_id)
        return paged(waiting, page, lambda one: Place.on(one.due_on or date.max, one.id, one.escalated))
