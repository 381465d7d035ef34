"""The ties that were declared to an organisation, for whoever reviews its looks."""

from collections.abc import Sequence

from chassis.tokens import Caller
from services.cases.domain.looks.tie import Tie
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


class ListTies:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> Sequence[Tie]:
        """The oldest first."""
        caller.must("looks:review")
        async with self._work() as work:
            return await work.ties.of_organisation(viewer_of(caller).organisation_id)
