"""A resident fetches the copy of what an organisation holds about her."""

from datetime import datetime

from chassis.clock import Clock
from chassis.errors import Denied, NotFound
from chassis.tokens import Caller
from services.cases.domain.access.copy import document
from services.cases.domain.access.events import AccessCopyFetched
from services.cases.domain.access.request import AccessRequest, AccessState, Way
from services.cases.domain.consents.receipt import discreet
from services.cases.domain.days import day
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work

_FRESH = "fresh"
"""The claim by which identity says that she proved a moment ago that it is she."""


class StepUpNeeded(Denied):
    code = "step-up-needed"


class GetMyAccessCopy:
    """Herself alone, with nobody acting for her, and moments after she proved that it is she. Each part leaves a
    leaf.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, request_id: str, part: int) -> str:
        """JSON text. Raises StepUpNeeded; NotFound for what is not hers, not there yet, or there no more."""
        async with self._work() as work:
            request = await ready_for_her(work, caller, request_id, self._clock.now())
            text = await work.access_answers.copy(request, part)
            organisation = await work.organisations.get(request.organisation_id)
            work.tell(
                AccessCopyFetched(
                    person_id=request.person_id,
                    organisation_id=request.organisation_id,
                    by=caller.subject,
                    request_id=request.id,
                    part=str(part),
                )
            )
        return document(request, organisation, part, text)


async def ready_for_her(work: Work, caller: Caller, request_id: str, now: datetime) -> AccessRequest:
    """The request whose copy she may fetch now. Raises as `GetMyAccessCopy` does."""
    caller.must("me:read")
    if viewer_of(caller).kind is not ViewerKind.RESIDENT or caller.actor != caller.subject:
        raise NotFound("there is no such copy")
    if caller.claim(_FRESH) != "yes":
        raise StepUpNeeded("prove first that it is you")
    person_id = await work.account_links.person_of(caller.subject)
    if person_id is None:
        raise NotFound("there is no such copy")
    await work.people.held([person_id])
    hidden = discreet(await work.involvements.of_person(person_id))
    made = {one.id: one for one in await work.access_requests.of(person_id)}
    request = made.get(request_id)
    if request is None or request.state(day(now)) is not AccessState.READY:
        raise NotFound("there is no such copy")
    if request.way is not Way.ONLINE and request.organisation_id in hidden:
        raise NotFound("there is no such copy")
    return request
