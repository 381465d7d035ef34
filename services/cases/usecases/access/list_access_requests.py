"""The subject access requests that an organisation has yet to answer, or to hand over."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.access_request import AccessRequest
from services.cases.domain.days import day
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class ListAccessRequests:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, *, released: bool = False) -> Sequence[AccessRequest]:
        """What was taken furthest first, then the first due; without those about the officer himself. `released`:
        instead those whose copy is there to be handed over on paper, for as long as it is.
        """
        caller.must("access-requests:answer")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            return ()
        async with self._work() as work:
            himself = await work.account_links.person_of(viewer.subject)
            if released:
                found = await work.access_requests.to_hand_over(viewer.organisation_id, day(self._clock.now()))
            else:
                found = await work.access_requests.waiting(viewer.organisation_id)
        return sorted((one for one in found if one.person_id != himself), key=lambda one: -one.escalated)
