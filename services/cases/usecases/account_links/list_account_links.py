"""An agency sees the account links that wait for it."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.people.person import Identity
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.account_links.knowing_agency import OFFICERS_OF
from services.cases.usecases.paged import Paged, paged

_WAITING = LinkState.PROPOSED, LinkState.SUSPENDED
_SHOWN = *_WAITING, LinkState.LIVE


@dataclass(frozen=True, slots=True)
class Listed:
    """`identity` is the agency's own knowledge of the person; None while nobody was matched."""

    link: AccountLink
    identity: Identity | None


class ListAccountLinks:
    """Proposed, live and suspended links of the people the caller's agency is involved with; at a council, those left
    to an officer too, of which nothing but the account's id is known here. Never his own account's: it would tell him
    who knows him. `waiting`: only what is proposed or suspended. `account_id`, `person_id`: only that one's.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(
        self, caller: Caller, page: Page, *, waiting: bool = False, account_id: str = "", person_id: str = ""
    ) -> Paged[Listed]:
        """What is to be confirmed first, then the oldest."""
        caller.must("links:write")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers can see the links that wait for their agency")
        now = self._clock.now()
        async with self._work() as work:
            officers = not waiting and (await work.organisations.get(viewer.organisation_id)).kind == OFFICERS_OF
            found = await work.account_links.of_agency(
                *(viewer, _WAITING if waiting else _SHOWN, now, page.and_one),
                officers=officers,
                account_id=account_id,
                person_id=person_id,
            )
            shown = paged(found, page, _place)
            known = await work.people.shown_as_each({link.person_id for link in shown.items}, viewer, now)
        return Paged([Listed(link, known.get(link.person_id)) for link in shown.items], shown.after)


def _place(link: AccountLink) -> Place:
    return Place(link.proposed_at, link.id, int(link.state is LinkState.PROPOSED))
