"""What was left for the private services of an organisation, for their broker to go through."""

from dataclasses import dataclass
from functools import partial

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import DataClass
from services.cases.domain.gate.disclosure import of_private_message
from services.cases.domain.people.person import Identity
from services.cases.domain.private_messages.private_message import PrivateMessage
from services.cases.domain.viewer import viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.held_page import held_page
from services.cases.usecases.paged import Paged, paged
from services.cases.usecases.permit import permitted


@dataclass(frozen=True, slots=True)
class Waiting:
    """`about` is the person as the broker's organisation knows her, else as the first that is not shielded does."""

    message: PrivateMessage
    about: Identity


class ListWaitingPrivateMessages:
    """Nobody but a broker of a service that works with the person privately finds any. Each look leaves a disclosure in
    that service's own file, that the person is not shown.
    """

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, Disclose(ids, clock), clock

    async def __call__(self, caller: Caller, page: Page) -> Paged[Waiting]:
        """The oldest first."""
        caller.must("people:read")
        viewer, now = viewer_of(caller), self._clock.now()
        if not viewer.speaks:
            return Paged((), None)
        async with self._work() as work:
            found, people = await held_page(work, partial(work.private_messages.waiting, viewer, now, page.and_one))
            shown = paged(found, page, lambda one: Place(one.left_at, one.id))
            known = await work.people.shown_as_each({one.person_id for one in shown.items}, viewer, now)
            facts = await work.gate.facts(viewer, list(people), now)
            asks = [of_private_message(one, viewer.organisation_id) for one in shown.items]
            leaving = permitted(viewer, asks, facts)
            for each in leaving:
                each.classes |= {DataClass.IDENTITY, DataClass.RISK}
            await self._disclose.page(work, viewer, people, leaving, "private_message")
        return Paged([Waiting(one, known[one.person_id]) for one in shown.items], shown.after)
