"""The agreements an organisation is a party to."""

from chassis.tokens import Caller
from services.cases.domain.sharing.agreement import Agreement
from services.cases.domain.viewer import viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.paged import Paged, paged


class ListAgreements:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, page: Page) -> Paged[Agreement]:
        """The last to end first."""
        caller.must("agreements:read")
        async with self._work() as work:
            found = await work.agreements.of(viewer_of(caller).organisation_id, page.and_one)
        return paged(found, page, lambda one: Place.on(one.expires_on, one.id))
