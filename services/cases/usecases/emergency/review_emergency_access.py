"""Somebody else than the reader judges an emergency access."""

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.emergency import EmergencyAccess
from services.cases.domain.events import EmergencyAccessReviewed
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


class ReviewEmergencyAccess:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, access_id: str, justified: bool, comment: str) -> EmergencyAccess:
        """Raises NotFound outside the organisation and about oneself, Denied for the reader himself, Conflict when it
        was judged.
        """
        caller.must("emergency:review")
        viewer = viewer_of(caller)
        async with self._work() as work:
            access = await work.emergencies.locked(access_id)
            himself = await work.account_links.person_of(viewer.subject)
            if access.organisation_id != viewer.organisation_id or access.person_id == himself:
                raise NotFound("there is no such emergency access")
            judged = access.judged(caller.subject, justified, comment.strip(), self._clock.now())
            await work.emergencies.put(judged)
            work.tell(
                EmergencyAccessReviewed(
                    person_id=access.person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    emergency_access_id=access.id,
                    outcome="justified" if justified else "not_justified",
                )
            )
        return judged
