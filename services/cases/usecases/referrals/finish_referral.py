"""The organisation that took on the work says what came of it."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.referrals.referral import Referral
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.referrals.referral_told import asked, keep


class FinishReferral:
    """What went with it ends on its own day; the involvement, when the work does."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, referral_id: str, outcome: str) -> Referral:
        """Raises Invalid without an outcome, NotFound, Conflict where it was not accepted, or taken back."""
        caller.must("shares:write")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            referral, _ = await asked(work, viewer, referral_id, now)
            done = referral.done(outcome, caller.subject, now)
            await keep(work, viewer, done)
        return done
