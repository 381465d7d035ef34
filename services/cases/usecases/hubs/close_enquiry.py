"""The host of a multi-agency hub closes an enquiry, and says what came of it. Nobody sees into it any more."""

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.hubs.enquiry import Enquiry
from services.cases.domain.hubs.events import EnquiryClosed
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.hubs.permit_enquiry import sitting


class CloseEnquiry:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, enquiry_id: str, outcome: str) -> Enquiry:
        """Raises Invalid without an outcome, NotFound, Denied for other members and once it is closed."""
        caller.must("enquiries:write")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            enquiry = await sitting(work, viewer, enquiry_id, now)
            if enquiry.host_id != viewer.organisation_id:
                raise Denied("whoever sits there for its host closes an enquiry", code="not-the-host")
            closed = enquiry.closed(outcome.strip(), viewer.subject, now)
            await work.enquiries.put(closed)
            work.tell(
                EnquiryClosed(
                    person_id=enquiry.person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    enquiry_id=enquiry.id,
                )
            )
        return closed
