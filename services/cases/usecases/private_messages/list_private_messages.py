"""What a worker left for services that are never shown, and what their brokers chose to answer."""

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import DataClass
from services.cases.domain.gate.disclosure import of_private_message
from services.cases.domain.private_messages.private_message import PrivateMessage
from services.cases.domain.viewer import viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.paged import Paged, paged
from services.cases.usecases.permit import permitted


class ListPrivateMessages:
    """Nothing is there where nothing may be seen. Each look leaves a disclosure that the person is not shown."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, Disclose(ids, clock), clock

    async def __call__(self, caller: Caller, person_id: str, page: Page) -> Paged[PrivateMessage]:
        """Those the caller left about the person, the newest first."""
        caller.must("people:read")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            people = await work.people.held([person_id])
            found = await work.private_messages.left_by(viewer, person_id, now, page.and_one)
            shown = paged(found, page, lambda one: Place(one.left_at, one.id))
            facts = await work.gate.facts(viewer, list(people), now)
            leaving = permitted(viewer, [of_private_message(one, viewer.organisation_id) for one in shown.items], facts)
            for each in leaving:
                each.classes.add(DataClass.RISK)
            await self._disclose.page(work, viewer, people, leaving, "private_message")
        return shown
