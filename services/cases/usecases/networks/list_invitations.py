"""Invitations: of one person, those that an organisation sent; of nobody named, those that wait for its answer."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.gate.disclosure import Ask, What
from services.cases.domain.networks.invitation import Invitation
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.paged import Paged, paged
from services.cases.usecases.permit import permitted_or_raise


class ListInvitations:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, person_id: str, page: Page) -> Paged[Invitation]:
        """With a person, to workers to whom her network is open; without, to managers. Raises NotFound, Denied."""
        caller.must("people:read")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            return Paged([], None)
        async with self._work() as work:
            if not person_id:
                if viewer.role != "manager":
                    return Paged([], None)
                found = await work.invitations.waiting(viewer.organisation_id, day(now), page.and_one)
                waiting = paged(found, page, _place)
                return Paged([one.to_invited() for one in waiting.items], waiting.after)
            await work.people.held([person_id])
            facts = await work.gate.facts(viewer, [person_id], now)
            permitted_or_raise(viewer, Ask(What.NETWORK, person_id), facts[person_id])
            made = await work.invitations.sent(viewer.organisation_id, person_id, page.and_one)
        sent = paged(made, page, _place)
        return Paged([replace(one, state=one.stands(day(now))) for one in sent.items], sent.after)


def _place(one: Invitation) -> Place:
    return Place(one.sent_at, one.id)
