"""A guardian or DPO looks again at what is kept back from a resident, and it stays so until another day."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.events import WithheldKept
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.reviewing import withheld_from_another


class KeepWithheld:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, disclosure_id: str, reason: str, review_on: str) -> None:
        """`review_on` is YYYY-MM-DD, a year off at the most. Raises Invalid, NotFound outside the organisation and for
        one's own, Denied for who kept it back, Conflict.
        """
        caller.must("withheld:release")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            withheld = await withheld_from_another(work, viewer, disclosure_id, now)
            kept = withheld.kept(caller.subject, reason, review_on, now)
            await work.withheld.put(kept)
            work.tell(
                WithheldKept(
                    person_id=kept.person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    disclosure_id=disclosure_id,
                    review_on=kept.withholding.review_on.isoformat(),
                    reason=kept.kept_because,
                )
            )
