"""A guardian or DPO, somebody else than who kept it back, releases a disclosure to the resident."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.events import WithheldReleased
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


class ReleaseWithheld:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, disclosure_id: str, reason: str) -> None:
        """Raises Invalid without a reason, NotFound outside the organisation, Denied for who kept it back,
        Conflict.
        """
        caller.must("withheld:release")
        viewer = viewer_of(caller)
        if not reason.strip():
            raise Invalid.field("reason", "is missing")
        async with self._work() as work:
            withheld = await work.disclosures.withheld(disclosure_id)
            if withheld.organisation_id != viewer.organisation_id:
                raise NotFound("there is no such withheld disclosure")
            withheld.must_release(caller.subject)
            await work.disclosures.put(replace(withheld, released_at=self._clock.now(), released_by=caller.subject))
            work.tell(
                WithheldReleased(
                    person_id=withheld.person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    disclosure_id=disclosure_id,
                    reason=reason.strip(),
                )
            )
