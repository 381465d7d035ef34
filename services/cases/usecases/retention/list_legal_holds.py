"""The legal holds of an organisation that nobody lifted, the oldest first."""

from chassis.tokens import Caller
from services.cases.domain.retention.legal_hold import LegalHold
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.paged import Paged, paged


class ListLegalHolds:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, page: Page, person_id: str = "") -> Paged[LegalHold]:
        """Of one person where `person_id` names her. Never one about the caller himself."""
        caller.must("retention:decide")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            return Paged((), None)
        async with self._work() as work:
            found = await work.legal_holds.live(viewer, person_id, page.and_one)
        return paged(found, page, lambda one: Place(one.set_at, one.id))
