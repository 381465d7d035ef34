"""A named officer takes a subject access request up, or over from another."""

from chassis.tokens import Caller
from services.cases.domain.access.events import AccessTakenUp
from services.cases.domain.access.request import AccessRequest
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork
from services.cases.usecases.access.answering import to_answer


class TakeUpAccessRequest:
    def __init__(self, work: OpenWork, mandates: Mandates) -> None:
        self._work, self._mandates = work, mandates

    async def __call__(self, caller: Caller, request_id: str) -> AccessRequest:
        """Raises NotFound outside the organisation and for one's own, Conflict once it was answered."""
        caller.must("access-requests:answer")
        acted_for = await self._mandates.acted_for(caller.subject)
        async with self._work() as work:
            request = (await to_answer(work, caller, request_id, acted_for)).taken_up(caller.subject)
            await work.access_requests.put(request)
            work.tell(
                AccessTakenUp(
                    person_id=request.person_id,
                    organisation_id=request.organisation_id,
                    by=caller.subject,
                    request_id=request.id,
                )
            )
        return request
