"""The shares an organisation gives or receives: filtered in the database, each decided again before it is told."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.gate.disclosure import of_share
from services.cases.domain.sharing.share import Standing
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.paged import Paged, paged
from services.cases.usecases.permit import permitted


class ListShares:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, person_id: str, page: Page) -> Paged[Standing]:
        """About one person, or all where `person_id` is empty; newest first."""
        caller.must("shares:read")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            return Paged((), None)
        async with self._work() as work:
            found = paged(await work.shares.listed(viewer, person_id, page.and_one), page, _place)
            facts = await work.gate.facts(viewer, [one.share.person_id for one in found.items], self._clock.now())
            permitted(viewer, [of_share(one.share) for one in found.items], facts)
        return Paged([one.seen_by(viewer.organisation_id) for one in found.items], found.after)


def _place(one: Standing) -> Place:
    return Place(one.share.created_at, one.share.id)
