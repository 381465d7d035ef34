"""What an organisation's workers are to tell people by hand, oldest first."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.message import Message
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class ListMessages:
    """Without how she may be reached: that is asked when it is done. Never what is for the worker himself."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller) -> Sequence[Message]:
        caller.must("people:write")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            return ()
        async with self._work() as work:
            himself = await work.account_links.person_of(viewer.subject)
            found = await work.messages.by_hand(viewer.organisation_id, self._clock.now())
            return [one for one in found if one.person_id != himself]
