"""What an organisation's workers are to tell people by hand, oldest first."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.contacts.message import Message
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.paged import Paged, paged


class ListMessages:
    """Without how she may be reached: that is asked when it is done. Never what is for the worker himself."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, page: Page) -> Paged[Message]:
        caller.must("people:write")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            return Paged((), None)
        async with self._work() as work:
            found = await work.messages.by_hand(viewer, self._clock.now(), page.and_one)
        return paged(found, page, lambda one: Place(one.made_at, one.id))
