"""A worker says that he knows that a look of his may have been at two people."""

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.events import RecallHeard
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


class HearMisreadLook:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, look_id: str) -> None:
        """Raises NotFound for another's look, Conflict when it was said."""
        caller.must("people:read")
        viewer = viewer_of(caller)
        own = viewer.organisation_id
        async with self._work() as work:
            if not (found := await work.recalls.find(look_id, own)) or found.looker != viewer.subject:
                raise NotFound("there is no such look of yours")
            await work.people.locked(found.person_id)
            heard = (await work.recalls.find(look_id, own) or found).heard(viewer.subject, self._clock.now())
            await work.recalls.put(heard)
            work.tell(RecallHeard(person_id=heard.person_id, organisation_id=own, by=viewer.subject, record_id=look_id))
