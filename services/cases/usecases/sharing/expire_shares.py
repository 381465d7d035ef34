"""Time ends what has run out; the gate has refused it since the moment it did."""

from chassis.clock import Clock
from services.cases.domain.days import day
from services.cases.domain.referrals.events import share_ended
from services.cases.domain.sharing.share import Ended
from services.cases.ports.due import Due
from services.cases.ports.work import OpenWork
from services.cases.usecases.each_by_itself import each_by_itself


class ExpireShares:
    """One share, one transaction: stopped at any point, it goes on where it stopped."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self) -> int:
        """Ends a batch; how many that were. Call again while it is not 0."""
        return await each_by_itself(
            self._work, lambda work, most: work.shares.run_out(day(self._clock.now()), most), self._end
        )

    async def _end(self, run_out: Due) -> None:
        async with self._work() as work:
            await work.people.locked(run_out.person_id)
            share = await work.shares.get(run_out.id)
            if share.ended is not Ended.NOT:
                return
            await work.shares.put(share.over(Ended.EXPIRED, self._clock.now()))
            work.tell(share_ended(share, "timer", Ended.EXPIRED))
