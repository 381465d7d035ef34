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
        """About one person, or all where `person_id` is empty; newest first.

        None about the person he is himself, who may not have been told.
        """
        caller.must("shares:read")
        viewer = viewer_of(caller)
        own = viewer.organisation_id
        async with self._work() as work:
            himself = await work.account_links.person_of(viewer.subject)
            found = await work.shares.between(own, person_id)
            return [standing.seen_by(own) for standing in found if standing.share.person_id != himself]
