"""A manager sees which of the agency's entries are perhaps of people others know."""

from collections.abc import Sequence

from chassis.tokens import Caller
from services.cases.domain.possible_link import PossibleLink
from services.cases.ports.work import OpenWork
from services.cases.usecases.people.linking_manager import himself, linking_manager


class ListPossibleLinks:
    """Those of the caller's agency that nobody has decided, the oldest first; or those that were `linked`, the newest
    first. Per field whether it agrees, and nothing of what another agency wrote. None about himself.
    """

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, *, linked: bool = False) -> Sequence[PossibleLink]:
        own = linking_manager(caller).organisation_id
        async with self._work() as work:
            found = await (work.possible_links.linked(own) if linked else work.possible_links.waiting(own))
            who = await himself(work, caller)
        return [link for link in found if not link.about(who)]
