"""The shares an organisation gives or receives: filtered in the database, each decided again before it is told."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.disclosure import of_share
from services.cases.domain.share import Standing
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.permit import permitted


class ListShares:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, person_id: str) -> Sequence[Standing]:
        """About one person, or all where `person_id` is empty; newest first."""
        caller.must("shares:read")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            return []
        async with self._work() as work:
            found = await work.shares.shown(viewer, person_id)
            facts = await work.gate.facts(viewer, [one.share.person_id for one in found], self._clock.now())
            permitted(viewer, [of_share(one.share) for one in found], facts)
        return [one.seen_by(viewer.organisation_id) for one in found]
