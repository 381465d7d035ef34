"""A feed shrank by more than it may: a manager has looked."""

from collections.abc import Sequence
from dataclasses import replace

from chassis.errors import Conflict, Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.feeds.declared_feed import NO_ROLL, Roll, RollState
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.feeds.begin_roll import overtaken
from services.cases.usecases.feeds.feed_manager import feed_manager, moved
from services.cases.usecases.feeds.finish_roll import EndMissing
from services.cases.usecases.people.linking_manager import reason_of


class ListRolls:
    """Those of the manager's organisation that wait, the oldest first."""

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> Sequence[Roll]:
        viewer = feed_manager(caller)
        async with self._work() as work:
            return await work.rolls.held(viewer.organisation_id)


class DecideRoll:
    """Those who are not on it end, or nothing is changed and the delivery was wrong."""

    def __init__(self, work: OpenWork) -> None:
        self._work, self._end_missing = work, EndMissing(work)

    async def __call__(self, caller: Caller, roll_id: str, end: bool | None, reason: str) -> Roll:
        """Raises Denied, NotFound, Invalid without decision or reason, Conflict for one that does not wait, or that a
        newer delivery has overtaken.
        """
        viewer = feed_manager(caller)
        if end is None:
            raise Invalid.field("end", "must say whether those who are not on it end")
        why = reason_of(reason)
        async with self._work() as work:
            roll = await work.rolls.get(roll_id)
            if roll.organisation_id != viewer.organisation_id:
                raise NotFound(NO_ROLL)
            if not await work.idempotency.earlier(caller):
                roll = await self._decided(caller, work, roll, why, end=end)
                await work.idempotency.keep(caller, roll.id)
        return await self._end_missing(caller.subject, roll)

    async def _decided(self, caller: Caller, work: Work, roll: Roll, why: str, *, end: bool) -> Roll:
        if roll.state is not RollState.HELD:
            raise Conflict("this roll does not wait for anybody", code="decided")
        feed = await work.feeds.find(roll.organisation_id, roll.feed)
        if end and feed and feed.as_of and roll.as_of < feed.as_of:
            raise overtaken(feed.as_of)
        roll = replace(roll, state=RollState.ENDING if end else RollState.REFUSED)
        await work.rolls.put(roll)
        if not end:
            await work.rolls.forget(roll.id)
        moved(work, caller.subject, roll, why)
        return roll
