"""The ties that were declared to an organisation, for whoever reviews its looks."""

from chassis.tokens import Caller
from services.cases.domain.looks.tie import Tie
from services.cases.domain.viewer import viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.paged import Paged, paged


class ListTies:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, page: Page) -> Paged[Tie]:
        """The oldest first."""
        caller.must("looks:review")
        async with self._work() as work:
            found = await work.ties.of_organisation(viewer_of(caller).organisation_id, page.and_one)
        return paged(found, page, lambda one: Place(one.declared_at, one.id))
