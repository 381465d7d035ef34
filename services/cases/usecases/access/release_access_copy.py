"""The officer releases the copy that answers a subject access request."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Conflict
from chassis.tokens import Caller
from services.cases.domain.access.clock import Step
from services.cases.domain.access.copy import split
from services.cases.domain.access.events import AccessCopyReleased
from services.cases.domain.access.request import AccessRequest
from services.cases.domain.days import day
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork
from services.cases.usecases.access.answering import to_answer
from services.cases.usecases.access.held import entry, held
from services.cases.usecases.access.still_reached import still_reached


class ReleaseAccessCopy:
    """What is in it is as it stands now; what is withheld, or came since and nobody decided about, never is."""

    def __init__(self, work: OpenWork, mandates: Mandates, clock: Clock) -> None:
        self._work, self._mandates, self._clock = work, mandates, clock

    async def __call__(self, caller: Caller, request_id: str) -> AccessRequest:
        """Raises NotFound, Denied for anybody but its officer; Conflict while an item is undecided, a second look is
        wanted, her identity is awaited, and where the authority of whoever asked for her ended.
        """
        caller.must("access-requests:answer")
        async with self._work() as work:
            mandate_id = (await work.access_requests.get(request_id)).mandate_id
        mandate = await self._mandates.now(mandate_id) if mandate_id else None
        acted_for = await self._mandates.acted_for(caller.subject)
        now = self._clock.now()
        async with self._work() as work:
            request = await to_answer(work, caller, request_id, acted_for)
            request.must_be_prepared_by(caller.subject)
            if Step.IDENTITY_AWAITED in request.clock.stopped:
                raise Conflict("she has yet to show who she is", code="identity-awaited")
            request = replace(request, reach=await still_reached(work, request, mandate))
            every = await held(work, request)
            if undecided := sum(one.undecided for one in every):
                raise Conflict(f"{undecided} items are undecided", code="undecided")
            if waiting := sum(one.wants_second_look for one in every):
                raise Conflict(f"{waiting} items want a second look", code="second-look-wanted")
            leaving, today = [one for one in every if one.leaves], day(now)
            entries = [await entry(work, request, one.item, today, redacted=one.redacted) for one in leaving]
            parts = split(entries)
            request = replace(request, released_at=now, parts=len(parts))
            await work.access_requests.put(request)
            await work.access_answers.add_copy(request, parts)
            work.tell(
                AccessCopyReleased(
                    person_id=request.person_id,
                    organisation_id=request.organisation_id,
                    by=caller.subject,
                    request_id=request.id,
                    items=str(len(entries)),
                    held=str(len(every)),
                )
            )
        return request
