"""What an organisation received and was erased or corrected since, and it has not heard of yet."""

from collections.abc import Sequence

from chassis.tokens import Caller
from services.cases.domain.recall import Recall
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class ListRecalls:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, limit: int) -> Sequence[Recall]:
        """The oldest first; never one about the caller himself."""
        caller.must("retention:decide")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            return ()
        async with self._work() as work:
            himself = await work.account_links.person_of(viewer.subject)
            waiting = await work.recalls.waiting(viewer.organisation_id, limit)
        return [one for one in waiting if not one.about(himself)]
