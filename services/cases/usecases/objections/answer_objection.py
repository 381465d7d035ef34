"""An organisation answers what a resident objected to or disputed, with reasons."""

from chassis.clock import Clock
from chassis.errors import Conflict, NotFound
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.events import ObjectionAnswered
from services.cases.domain.objection import Objection, ObjectionKind, Outcome
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work


class AnswerObjection:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, objection_id: str, outcome: str, reasons: str) -> Objection:
        """Raises Invalid without reasons, NotFound outside the organisation and for one's own, Conflict where it was
        answered before, or an erasure is said to be done that is not.
        """
        caller.must("objections:answer")
        viewer = viewer_of(caller)
        async with self._work() as work:
            found = await work.objections.get(objection_id)
            await work.people.locked(found.person_id)
            objection = await work.objections.get(objection_id)
            himself = await work.account_links.person_of(viewer.subject)
            if (
                viewer.kind is not ViewerKind.WORKER
                or objection.organisation_id != viewer.organisation_id
                or objection.person_id == himself
            ):
                raise NotFound("there is no such objection")
            answered = objection.answered(outcome, reasons, caller.subject, self._clock.now())
            if answered.kind is ObjectionKind.ERASURE and answered.outcome is Outcome.UPHELD:
                await self._must_be_erased(work, answered)
            await work.objections.put(answered)
            work.tell(
                ObjectionAnswered(
                    person_id=answered.person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    objection_id=answered.id,
                    outcome=answered.outcome,
                )
            )
        return answered

    async def _must_be_erased(self, work: Work, asked: Objection) -> None:
        today = day(self._clock.now())
        held = await work.holdings.of(asked.organisation_id, asked.person_id, today)
        if held:
            kept = [f"{one.retention.words}: {' '.join(one.verdict(today).reasons) or 'it may go.'}" for one in held]
            raise Conflict(f"your organisation still holds {'; '.join(kept)}", code="still-held")
