"""One case, where the gate lets the viewer see that there is one."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.casework.case import Case
from services.cases.domain.gate.disclosure import Ask, What
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.permit import permitted_or_raise


class GetCase:
    def __init__(self, work: OpenWork, disclose: Disclose, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, disclose, clock

    async def __call__(self, caller: Caller, case_id: str) -> Case:
        """Raises NotFound, or Denied where it was shared and is no longer."""
        caller.must("cases:read")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            person_id = await work.cases.whose(case_id, viewer, now)
            person = (await work.people.held([person_id]))[person_id]
            # Read once the person is held: what is erased meanwhile does not leave.
            case = await work.cases.get(case_id)
            facts = (await work.gate.facts(viewer, [person.id], now))[person.id]
            permit = permitted_or_raise(viewer, asking(case), facts)
            classes = [case.kind.data_class]
            await self._disclose(
                work, viewer, person, permit, what="case", holder_id=case.organisation_id, classes=classes
            )
        return case.seen_by(viewer)


def asking(case: Case) -> Ask:
    """To see the case itself: that there is one, of which kind, under which title."""
    return Ask(
        What.CASE,
        case.person_id,
        holder_id=case.organisation_id,
        object_id=case.id,
        case_id=case.id,
        data_class=case.kind.data_class,
        private=case.private,
    )
