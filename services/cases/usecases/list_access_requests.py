"""The subject access requests that an organisation has yet to answer."""

from collections.abc import Sequence

from chassis.tokens import Caller
from services.cases.domain.access_request import AccessRequest
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class ListAccessRequests:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> Sequence[AccessRequest]:
        """What was taken furthest first, then the first due; without those about the officer himself."""
        caller.must("access-requests:answer")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            return ()
        async with self._work() as work:
            himself = await work.account_links.person_of(viewer.subject)
            waiting = await work.access_requests.waiting(viewer.organisation_id)
        return sorted((one for one in waiting if one.person_id != himself), key=lambda one: -one.escalated)
