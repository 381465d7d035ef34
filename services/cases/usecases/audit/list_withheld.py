"""What an organisation keeps back from residents and has to look at again."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.audit.withheld import ToReview
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.paged import Paged, paged
from services.cases.usecases.permit import GateDisagrees
from services.cases.usecases.reviewing import may_know_of


class ListWithheld:
    """Without what the reviewer looked at or kept back himself, and what is kept back from him."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, page: Page) -> Paged[ToReview]:
        """Those whose day has come, what was taken furthest first."""
        caller.must("withheld:release")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            return Paged((), None)
        now = self._clock.now()
        async with self._work() as work:
            shown = paged(await work.withheld.to_review(viewer, now, page.and_one), page, _place)
            for one in shown.items:
                # Of what happened inside a hub the gate decides again.
                if one.withheld.enquiry_id and not await may_know_of(work, viewer, one.withheld, now):
                    raise GateDisagrees(f"withheld {one.withheld.disclosure_id}")
        return shown


def _place(one: ToReview) -> Place:
    return Place.on(one.withheld.withholding.review_on, one.withheld.disclosure_id, one.withheld.escalated)
