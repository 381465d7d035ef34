"""What residents objected to or disputed at an organisation, the first due first."""

from collections.abc import Sequence

from chassis.tokens import Caller
from services.cases.domain.objection import Objection
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class ListObjections:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> Sequence[Objection]:
        """Those that wait for an answer; a worker's own are answered by somebody else, and not in his list."""
        caller.must("objections:answer")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            return ()
        async with self._work() as work:
            himself = await work.account_links.person_of(viewer.subject)
            waiting = await work.objections.waiting(viewer.organisation_id)
            return [one for one in waiting if one.person_id != himself]
