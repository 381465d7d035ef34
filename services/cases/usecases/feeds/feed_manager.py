"""Who speaks for a feed: a manager of the organisation it is of, and its own system. What they do is in the log."""

from chassis.errors import Denied, NotFound
from chassis.tokens import Caller
from services.cases.domain.feeds.declared_feed import NO_ROLL, Roll
from services.cases.domain.people.events import RollMoved
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.work import Work


def feed_manager(caller: Caller) -> Viewer:
    """Raises Denied for everybody but a manager."""
    caller.must("agreements:write")
    viewer = viewer_of(caller)
    if viewer.kind is not ViewerKind.WORKER or viewer.role != "manager":
        raise Denied("a manager of the organisation has to say that")
    return viewer


def sending(caller: Caller, organisation_id: str) -> None:
    """Raises Denied for another organisation's caseload."""
    caller.must("people:import")
    if caller.kind != "operator" and caller.claim("org") != organisation_id:
        raise Denied("you may send your own organisation's caseload only")


async def roll_sent(work: Work, caller: Caller, roll_id: str) -> Roll:
    """Raises NotFound for another organisation's."""
    caller.must("people:import")
    roll = await work.rolls.get(roll_id)
    if caller.kind != "operator" and caller.claim("org") != roll.organisation_id:
        raise NotFound(NO_ROLL)
    return roll


def moved(work: Work, by: str, roll: Roll, reason: str = "") -> None:
    work.tell(
        RollMoved(
            person_id="",
            organisation_id=roll.organisation_id,
            by=by,
            roll_id=roll.id,
            state=roll.state.value,
            missing=str(roll.missing),
            reason=reason,
        )
    )
