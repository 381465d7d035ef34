"""Once a day, a worker for whom something changed is told that something did: no name, no number, nothing of it."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.ids import Ids
from services.cases.domain.rounds.events import WorkerTold
from services.cases.domain.rounds.round import Round, telling_day
from services.cases.ports.rounds import Colleagues
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.each_by_itself import each_by_itself

_BATCH = 50


class TellWorkers:
    """Which message goes is committed before it is asked for, so that whoever dies in between asks for the same one
    again, and identity writes one letter for one id. Identity also knows who has left.
    """

    def __init__(self, work: OpenWork, colleagues: Colleagues, ids: Ids, clock: Clock) -> None:
        self._work, self._colleagues, self._ids, self._clock = work, colleagues, ids, clock

    async def __call__(self) -> int:
        """Asks for a batch of workers; of how many. Call again while it is not 0."""
        return await each_by_itself(
            self._work, lambda work, most: work.rounds.due(telling_day(self._clock.now()), most), self._tell, _BATCH
        )

    async def _tell(self, due: Round) -> None:
        async with self._work() as work:
            one = await self._begun(work, due)
        if one is None:
            return
        await self._colleagues.tell(one.account_id, one.organisation_id, one.message_id)
        async with self._work() as work:
            told = await work.rounds.locked(one.account_id, one.organisation_id)
            if told and told.message_id == one.message_id:
                await work.rounds.put(replace(told, message_id="", told_on=telling_day(self._clock.now())))

    async def _begun(self, work: Work, due: Round) -> Round | None:
        """With a message on its way, if there is something to tell; else it is done for today."""
        now = self._clock.now()
        one = await work.rounds.locked(due.account_id, due.organisation_id)
        if one is None or not one.daily or one.told_on == telling_day(now):
            return None
        if one.message_id:
            return one
        if not await work.rounds.changed(one, now):
            await work.rounds.put(replace(one, told_on=telling_day(now)))
            return None
        one = replace(one, message_id=self._ids.new("msg"), told_at=now)
        await work.rounds.put(one)
        work.tell(
            WorkerTold(
                person_id="",
                organisation_id=one.organisation_id,
                by="timer",
                account_id=one.account_id,
                message_id=one.message_id,
            )
        )
        return one
