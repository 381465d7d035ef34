"""A concern as whoever answers it at the front door meets it."""

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.concerns.concern import Concern
from services.cases.domain.concerns.events import ConcernMoved
from services.cases.domain.gate.concerns import FRONT_DOOR
from services.cases.domain.gate.disclosure import of_concern
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import Work
from services.cases.usecases.permit import permitted_or_raise


async def heard_at_the_door(work: Work, caller: Caller, concern_id: str, clock: Clock) -> Concern:
    """With the person locked. Raises NotFound, Denied to who is not at its door."""
    caller.must("concerns:answer")
    viewer = viewer_of(caller)
    person_id = (await work.concerns.get(concern_id)).person_id
    await work.people.locked(person_id)
    one = await work.concerns.get(concern_id)
    facts = (await work.gate.facts(viewer, [person_id], clock.now()))[person_id]
    permit = permitted_or_raise(viewer, of_concern(one), facts)
    if viewer.kind is not ViewerKind.WORKER or permit.basis != FRONT_DOOR:
        raise Denied("the front door of the council that this was raised to answers it", code="not-the-front-door")
    return one


def moved(caller: Caller, one: Concern, step: str) -> ConcernMoved:
    return ConcernMoved(
        person_id=one.person_id, organisation_id=one.council_id, by=caller.subject, concern_id=one.id, step=step
    )
