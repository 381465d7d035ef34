"""A manager sees which of the agency's entries are perhaps of people others know."""

from chassis.tokens import Caller
from services.cases.domain.people.possible_link import PossibleLink
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.paged import Paged, paged
from services.cases.usecases.people.linking_manager import himself, linking_manager


class ListPossibleLinks:
    """Those of the caller's agency that nobody has decided, the oldest first; or those that were `linked`, the newest
    first. Per field whether it agrees, and nothing of what another agency wrote. None about himself.
    """

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, page: Page, *, linked: bool = False) -> Paged[PossibleLink]:
        own = linking_manager(caller).organisation_id
        async with self._work() as work:
            read = work.possible_links.linked if linked else work.possible_links.waiting
            found = await read(own, await himself(work, caller), page.and_one)
        return paged(found, page, _place)


def _place(link: PossibleLink) -> Place:
    return Place(link.decided_at or link.found_at, link.id)
