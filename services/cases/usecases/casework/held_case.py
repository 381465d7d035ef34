"""A case of one's own organisation, to write on it or to decide something about it."""

from datetime import datetime

from chassis.errors import Denied
from services.cases.domain.casework.case import Case
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.ports.work import Work
from services.cases.usecases.casework.get_case import asking
from services.cases.usecases.permit import permitted_or_raise


async def held_case(work: Work, viewer: Viewer, case_id: str, now: datetime) -> Case:
    """The case, its person locked: for a worker of the organisation that holds it. Raises NotFound, Denied."""
    person_id = await work.cases.whose(case_id, viewer, now)
    await work.people.locked(person_id)
    case = await work.cases.get(case_id)
    facts = (await work.gate.facts(viewer, [person_id], now))[person_id]
    permitted_or_raise(viewer, asking(case), facts)
    if case.organisation_id != viewer.organisation_id or viewer.kind is not ViewerKind.WORKER:
        raise Denied("only workers of the organisation that holds the case write on it", code="not-the-holder")
    return case
