"""The emergency accesses of an organisation that wait for review."""

from collections.abc import Sequence

from chassis.tokens import Caller
from services.cases.domain.emergency import EmergencyAccess
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


class ListEmergencyAccesses:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> Sequence[EmergencyAccess]:
        """The oldest first."""
        caller.must("emergency:review")
        async with self._work() as work:
            return await work.emergencies.unreviewed(viewer_of(caller).organisation_id)
