"""The organisation that was asked does not take on the work, and says why."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.referrals.referral import Referral, must_speak
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.referrals.referral_told import asked, end_with, keep


class RejectReferral:
    """By its duty desk or a manager. What went with it ends in the same step."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, referral_id: str, reason: str) -> Referral:
        """Raises Invalid without a reason, NotFound, Denied, Conflict where it was answered or taken back."""
        caller.must("shares:write")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            referral, standing = await asked(work, viewer, referral_id, now)
            must_speak(viewer)
            rejected = referral.rejected(reason, caller.subject, now)
            await end_with(work, viewer, standing, rejected.said, now)
            await keep(work, viewer, rejected)
        return rejected
