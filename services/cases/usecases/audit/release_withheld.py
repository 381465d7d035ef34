"""A guardian or DPO, somebody else than who kept it back, releases a disclosure to the resident."""

from chassis.clock import Clock
from chassis.errors import Invalid
from chassis.tokens import Caller
from services.cases.domain.events import WithheldReleased
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.reviewing import withheld_from_another


class ReleaseWithheld:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, disclosure_id: str, reason: str) -> None:
        """Raises Invalid without a reason, NotFound outside the organisation and for one's own, Denied for who kept it
        back, Conflict.
        """
        caller.must("withheld:release")
        viewer, now = viewer_of(caller), self._clock.now()
        if not reason.strip():
            raise Invalid.field("reason", "is missing")
        async with self._work() as work:
            withheld = await withheld_from_another(work, viewer, disclosure_id, now)
            await work.withheld.put(withheld.released(caller.subject, now))
            work.tell(
                WithheldReleased(
                    person_id=withheld.person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    disclosure_id=disclosure_id,
                    reason=reason.strip(),
                )
            )
