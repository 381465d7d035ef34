"""A worker of the organisation that holds a closed case takes it up again."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.casework.case import Case, why
from services.cases.domain.events import CaseReopened
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.casework.held_case import held_case


class ReopenCase:
    """What ended with it stays ended: who is to see it again is decided anew."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, case_id: str, version: int, reason: str) -> Case:
        """Raises Invalid without a reason, NotFound, Denied for another organisation's, Stale, Conflict."""
        caller.must("cases:write")
        viewer = viewer_of(caller)
        async with self._work() as work:
            case = await held_case(work, viewer, case_id, self._clock.now())
            case.must_be(version)
            said, case = why(reason), case.reopened()
            await work.cases.put(case)
            work.tell(
                CaseReopened(
                    person_id=case.person_id,
                    organisation_id=case.organisation_id,
                    by=caller.subject,
                    case_id=case.id,
                    why=said,
                    private=case.private,
                )
            )
        return case
