"""The shares an organisation gives or receives."""

from collections.abc import Sequence

from chassis.tokens import Caller
from services.cases.domain.share import Standing
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


class ListShares:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, person_id: str) -> Sequence[Standing]:
        """About one person, or all where `person_id` is empty; newest first."""
        caller.must("shares:read")
        own = viewer_of(caller).organisation_id
        async with self._work() as work:
            return [standing.seen_by(own) for standing in await work.shares.between(own, person_id)]
