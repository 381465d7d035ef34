"""The organisation that asked takes its referral back."""

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.referrals.referral import Referral
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.referrals.referral_told import end_with, keep, told


class RevokeReferral:
    """What went with it ends in the same step. Work that was taken on is the other organisation's own to end."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, referral_id: str, reason: str) -> Referral:
        """Raises Invalid without a reason, NotFound, Conflict where it was rejected, done or taken back before."""
        caller.must("shares:write")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            referral, standing = await told(work, viewer, referral_id, now)
            if viewer.organisation_id != referral.from_organisation_id:
                raise NotFound("there is nothing here that you may see")
            revoked = referral.revoked(reason, caller.subject, now)
            await end_with(work, viewer, standing, revoked.said, now)
            await keep(work, viewer, revoked)
        return revoked
