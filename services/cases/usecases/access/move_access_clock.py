"""An officer stops the clock of a subject access request, lets it run again, or tells her that it takes longer."""

from dataclasses import replace
from datetime import date

from chassis.clock import Clock
from chassis.errors import Invalid
from chassis.tokens import Caller
from services.cases.domain.access.clock import Move, moved, step
from services.cases.domain.access.events import AccessClockMoved
from services.cases.domain.access.request import AccessRequest
from services.cases.domain.days import day
from services.cases.domain.escalation import Escalation
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork
from services.cases.usecases.access.answering import to_answer


class MoveAccessClock:
    def __init__(self, work: OpenWork, mandates: Mandates, clock: Clock) -> None:
        self._work, self._mandates, self._clock = work, mandates, clock

    async def __call__(self, caller: Caller, request_id: str, word: str, on: str, words: str) -> AccessRequest:
        """`words` are what she is told: she reads them. `on` is YYYY-MM-DD. Raises Invalid, NotFound, Conflict."""
        caller.must("access-requests:answer")
        now = self._clock.now()
        try:
            move = Move(step(word), date.fromisoformat(on), now, caller.subject, words.strip())
        except ValueError:
            raise Invalid.field("on", "must be a date written YYYY-MM-DD") from None
        acted_for = await self._mandates.acted_for(caller.subject)
        async with self._work() as work:
            request = await to_answer(work, caller, request_id, acted_for)
            request.must_wait()
            moves = moved(request.asked_on, request.moves, move, day(now))
            request = replace(request, moves=moves)
            if request.overdue(day(now)) is Escalation.NONE:
                request = replace(request, escalated=Escalation.NONE)
            await work.access_requests.put(request)
            work.tell(
                AccessClockMoved(
                    person_id=request.person_id,
                    organisation_id=request.organisation_id,
                    by=caller.subject,
                    request_id=request.id,
                    step=move.step,
                    on=move.on.isoformat(),
                )
            )
        return request
