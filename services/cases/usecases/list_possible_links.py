"""A manager sees which of the agency's entries are perhaps of people others know."""

from collections.abc import Sequence

from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.possible_link import PossibleLink
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class ListPossibleLinks:
    """Those of the caller's agency that nobody has decided, the oldest first; per field whether it agrees, and nothing
    of what another agency wrote.
    """

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> Sequence[PossibleLink]:
        caller.must("links:write")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER or viewer.role != "manager":
            raise Denied("a manager has to look at possible links")
        async with self._work() as work:
            return await work.possible_links.waiting(viewer.organisation_id)
