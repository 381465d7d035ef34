"""An agency sees the account links that wait for it."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.account_link import AccountLink
from services.cases.domain.person import Identity
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.knowing_agency import OFFICERS_OF


@dataclass(frozen=True, slots=True)
class Listed:
    """`identity` is the agency's own knowledge of the person; None while nobody was matched."""

    link: AccountLink
    identity: Identity | None


class ListAccountLinks:
    """Proposed, live and suspended links of the people the caller's agency is involved with; at a council, those left
    to an officer too, of which nothing but the account's id is known here."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller) -> list[Listed]:
        caller.must("links:write")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers can see the links that wait for their agency")
        now = self._clock.now()
        async with self._work() as work:
            listed = [
                Listed(link, await work.people.shown_as(link.person_id, viewer, now))
                for link in await work.account_links.waiting(viewer, now)
            ]
            if (await work.organisations.get(viewer.organisation_id)).kind == OFFICERS_OF:
                listed += [Listed(link, None) for link in await work.account_links.with_officers()]
        return listed
