"""What residents objected to or disputed at an organisation, the first due first."""

from chassis.tokens import Caller
from services.cases.domain.objection import Objection
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.paged import Paged, paged


class ListObjections:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, page: Page) -> Paged[Objection]:
        """Those that wait for an answer; a worker's own are answered by somebody else, and not in his list."""
        caller.must("objections:answer")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            return Paged((), None)
        async with self._work() as work:
            found = await work.objections.waiting(viewer, page.and_one)
        return paged(found, page, lambda one: Place.on(one.due_on, one.id))
