"""The multi-agency hubs that an organisation is a member of."""

from collections.abc import Sequence

from chassis.tokens import Caller
from services.cases.domain.hub import Hub
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


class ListHubs:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> Sequence[Hub]:
        """Newest first."""
        caller.must("hubs:read")
        async with self._work() as work:
            return await work.hubs.of(viewer_of(caller).organisation_id)
