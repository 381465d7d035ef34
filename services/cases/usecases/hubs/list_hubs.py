"""The multi-agency hubs that somebody sits in, or speaks for a member of."""

from collections.abc import Sequence

from chassis.tokens import Caller
from services.cases.domain.hubs.hub import Hub
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


class ListHubs:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> Sequence[Hub]:
        """Newest first. Whoever may take and end seats is told of all that the organisation is a member of."""
        caller.must("hubs:read")
        viewer = viewer_of(caller)
        async with self._work() as work:
            hubs = await work.hubs.of(viewer.organisation_id)
            if "hubs:write" in caller.scopes:
                return hubs
            seats = await work.hubs.seats(viewer)
            return [hub for hub in hubs if hub.id in seats]
