"""A worker records that a case is of another class of retention: "she is looked after now"."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.casework.case import Case, why
from services.cases.domain.events import CaseKeptAs
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.casework.held_case import held_case


class KeepCaseAs:
    """The case and its records are sealed anew in the same transaction, so that they go with their class."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, case_id: str, version: int, retention: str, reason: str) -> Case:
        """Raises Invalid, NotFound, Stale, Denied for another organisation's and for who shortens without being a
        manager.
        """
        caller.must("cases:write")
        viewer = viewer_of(caller)
        async with self._work() as work:
            case = await held_case(work, viewer, case_id, self._clock.now())
            case.must_be(version)
            said = why(reason)
            case = case.kept_as(retention, viewer.role)
            await work.cases.put(case)
            work.tell(
                CaseKeptAs(
                    person_id=case.person_id,
                    organisation_id=case.organisation_id,
                    by=caller.subject,
                    case_id=case.id,
                    retention=case.retention,
                    why=said,
                )
            )
        return case
