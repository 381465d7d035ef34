"""A council says where it hears of concerns, who sits there and when."""

from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.concerns.events import FrontDoorDeclared
from services.cases.domain.concerns.front_door import FrontDoor, declared
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class DeclareFrontDoor:
    """By a manager; in the place of what was declared for that door before."""

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, door: FrontDoor) -> FrontDoor:
        """Raises Invalid naming what is wrong, Denied outside a council."""
        caller.must("agreements:write")
        viewer = viewer_of(caller)
        async with self._work() as work:
            manager = viewer.kind is ViewerKind.WORKER and viewer.role == "manager"
            if not manager or (await work.organisations.get(viewer.organisation_id)).kind != "council":
                raise Denied("a council's manager declares its front doors")
            one = declared(door)
            await work.concerns.put_door(one)
            work.tell(
                FrontDoorDeclared(
                    person_id="", organisation_id=viewer.organisation_id, by=caller.subject, door=one.door.value
                )
            )
        return one
