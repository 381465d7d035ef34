"""Where a council hears of concerns: for whoever is about to raise one."""

from collections.abc import Sequence

from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.concerns.front_door import FrontDoor
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class ListFrontDoors:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, council_id: str) -> Sequence[FrontDoor]:
        """Those it declared; none where it is no council. Raises Denied to who is no worker."""
        caller.must("people:read")
        if viewer_of(caller).kind is not ViewerKind.WORKER:
            raise Denied("only workers raise concerns")
        async with self._work() as work:
            return await work.concerns.doors(council_id)
