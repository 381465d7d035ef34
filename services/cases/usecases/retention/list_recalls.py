"""What an organisation received and was erased or corrected since, and it has not heard of yet."""

from chassis.tokens import Caller
from services.cases.domain.retention.recall import Recall
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.paged import Paged, paged


def recalled_at(one: Recall) -> Place:
    return Place(one.at, one.record_id)


class ListRecalls:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, page: Page) -> Paged[Recall]:
        """The oldest first; never one about the caller himself."""
        caller.must("retention:decide")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            return Paged((), None)
        async with self._work() as work:
            waiting = await work.recalls.waiting(viewer, page.and_one)
        return paged(waiting, page, recalled_at)
