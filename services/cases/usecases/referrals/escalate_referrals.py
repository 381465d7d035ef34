"""A referral that nobody answered in time is taken further: to the guardian, then to the DPO."""

from dataclasses import replace

from chassis.clock import Clock
from services.cases.domain.referrals.events import ReferralNoted
from services.cases.ports.due import Due
from services.cases.ports.work import OpenWork
from services.cases.usecases.each_by_itself import each_by_itself


class EscalateReferrals:
    """One referral, one step, one transaction: stopped at any point, it goes on where it stopped, and tells of each
    step once.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self) -> int:
        """Takes a batch further; how many that were. Call again while it is not 0."""
        return await each_by_itself(
            self._work, lambda work, most: work.referrals.overdue(self._clock.now(), most), self._further
        )

    async def _further(self, overdue: Due) -> None:
        async with self._work() as work:
            await work.people.locked(overdue.person_id)
            referral = await work.referrals.get(overdue.id)
            to = referral.overdue(self._clock.now())
            if to <= referral.escalated:
                return
            await work.referrals.put(replace(referral, escalated=to))
            work.tell(
                ReferralNoted(
                    person_id=overdue.person_id,
                    organisation_id=referral.to_organisation_id,
                    by="timer",
                    referral_id=referral.id,
                    step=f"escalated to {to.word}",
                )
            )
