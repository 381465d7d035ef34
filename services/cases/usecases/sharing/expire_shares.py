"""Time ends what has run out; the gate has refused it since the moment it did."""

from chassis.clock import Clock
from services.cases.domain.days import day
from services.cases.domain.referrals.events import share_ended
from services.cases.domain.sharing.share import Ended
from services.cases.ports.work import OpenWork

_BATCH = 100


class ExpireShares:
    """One share, one transaction: stopped at any point, it goes on where it stopped."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self) -> int:
        """Ends a batch; how many that were. Call again while it is not 0."""
        async with self._work() as work:
            run_out = await work.shares.run_out(day(self._clock.now()), _BATCH)
        for share in run_out:
            await self._end(share.person_id, share.id)
        return len(run_out)

    async def _end(self, person_id: str, share_id: str) -> None:
        async with self._work() as work:
            await work.people.locked(person_id)
            share = await work.shares.get(share_id)
            if share.ended is not Ended.NOT:
                return
            await work.shares.put(share.over(Ended.EXPIRED, self._clock.now()))
            work.tell(share_ended(share, "timer", Ended.EXPIRED))
