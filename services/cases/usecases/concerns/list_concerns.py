"""The concerns about a person, or at the door of one's council, as the gate lets this worker see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import DataClass
from services.cases.domain.concerns.concern import Concern
from services.cases.domain.gate.disclosure import of_concern
from services.cases.domain.people.person import Identity
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.held_page import held_page
from services.cases.usecases.paged import paged
from services.cases.usecases.permit import permitted


@dataclass(frozen=True, slots=True)
class ConcernList:
    """`total`: how many there are on all pages. `agencies`: how many different ones raised those, the ones that are not
    named too. `about`: at the door, whom each concern is about, by its id, as the council knows her, else another
    agency, else whoever raised it. `after` is where the next page begins, if there is one.
    """

    concerns: Sequence[Concern]
    total: int
    agencies: int
    about: Mapping[str, Identity] = field(default_factory=dict)
    after: Place | None = None


class ListConcerns:
    """Nothing is there where nothing may be seen. Each look leaves a disclosure that the person is not shown."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, Disclose(ids, clock), clock

    async def __call__(self, caller: Caller, person_id: str, page: Page) -> ConcernList:
        """Of one person, the newest first; where `person_id` is empty, those open at the door of the caller's
        council, the first due first.

        Raises Denied to who is no worker.
        """
        caller.must("people:read")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers read concerns")
        async with self._work() as work:
            found, people = await held_page(work, partial(_found, work, viewer, person_id, now, page.and_one))
            shown = paged(found, page, partial(_place, of_person=person_id != ""))
            total, agencies = await work.concerns.counted(viewer, person_id, now)
            facts = await work.gate.facts(viewer, list(people), now)
            leaving = permitted(viewer, [of_concern(one) for one in shown.items], facts)
            about = {} if person_id else await _about(work, shown.items)
            for each in leaving:
                each.classes |= {DataClass.RISK, *([DataClass.IDENTITY] if about else [])}
            await self._disclose.page(work, viewer, people, leaving, "concern")
        return ConcernList(shown.items, total, agencies, about, shown.after)


async def _found(work: Work, viewer: Viewer, person_id: str, now: datetime, page: Page) -> Sequence[Concern]:
    if person_id:
        return await work.concerns.of_person(viewer, person_id, now, page)
    return await work.concerns.at_the_door(viewer, now, page)


def _place(one: Concern, *, of_person: bool) -> Place:
    return Place(one.raised_at if of_person else one.due_at, one.id)


async def _about(work: Work, found: Sequence[Concern]) -> Mapping[str, Identity]:
    """A front door that knows no such person has to learn whom it is about: from who raised it, where nobody else may
    tell, since a service that works with her in private may know her by a name that others must not.
    """
    known = await work.people.known_as_each(
        {(one.person_id, agency) for one in found for agency in (one.council_id, one.organisation_id)}
    )
    by_concern = {
        one.id: known.get((one.person_id, one.council_id)) or known.get((one.person_id, one.organisation_id))
        for one in found
    }
    return {concern_id: identity for concern_id, identity in by_concern.items() if identity}
