"""The keys of what was decided to go are destroyed."""

from dataclasses import replace

from chassis.clock import Clock
from services.cases.domain.events import ErasureFinished
from services.cases.domain.retention.erasure import Erasure
from services.cases.ports.due import Due
from services.cases.ports.keys import DestroysKeys
from services.cases.ports.work import OpenWork
from services.cases.usecases.each_by_itself import each_by_itself

_BATCH = 20


class FinishErasures:
    """Destroying twice is no error, so whoever died after it only tells of it later."""

    def __init__(self, work: OpenWork, keys: DestroysKeys, clock: Clock) -> None:
        self._work, self._keys, self._clock = work, keys, clock

    async def __call__(self) -> int:
        """Those that a process left unfinished when it died; how many."""
        return await each_by_itself(self._work, lambda work, most: work.erasures.unfinished(most), self._go_on, _BATCH)

    async def _go_on(self, unfinished: Due) -> None:
        async with self._work() as work:
            erasure = await work.erasures.get(unfinished.id)
        await self.finish(erasure)

    async def finish(self, erasure: Erasure) -> Erasure:
        """Destroys its keys, then says so."""
        await self._keys.destroy(*erasure.keys)
        now = self._clock.now()
        async with self._work() as work:
            await work.people.locked(erasure.person_id)
            if (await work.erasures.get(erasure.id)).finished_at is None:
                await work.erasures.finish(erasure.id, now)
                work.tell(
                    ErasureFinished(
                        person_id=erasure.person_id,
                        organisation_id=erasure.organisation_id,
                        by=erasure.decided_by,
                        erasure_id=erasure.id,
                    )
                )
        return replace(erasure, finished_at=now)
