"""A whole delivery of a feed is about to come: its roll is opened, and filled with the local ids it holds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from chassis.clock import Clock
from chassis.errors import Conflict, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.feeds.declared_feed import Roll, RollState, delivered
from services.cases.ports.work import OpenWork
from services.cases.usecases.feeds.feed_manager import moved, roll_sent, sending

_MOST_ENTRIES, _MOST_AT_ONCE, _LONGEST_ID = 10_000_000, 10_000, 64


class BeginRoll:
    """In the place of an earlier roll of that feed which nobody has finished: the newest delivery is what counts."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, organisation_id: str, feed: str, as_of: date, entries: int) -> Roll:
        """Raises Denied, NotFound for no organisation, Invalid, Conflict for a day before the newest delivery's."""
        sending(caller, organisation_id)
        now = self._clock.now()
        delivered(feed, as_of, day(now))
        if not 0 <= entries <= _MOST_ENTRIES:
            raise Invalid.field("entries", f"must say how many it holds, at most {_MOST_ENTRIES}")
        async with self._work() as work:
            await work.organisations.alone(organisation_id)
            if earlier := await work.idempotency.earlier(caller):
                return await work.rolls.get(earlier)
            await work.organisations.get(organisation_id)
            noted = await work.feeds.find(organisation_id, feed)
            if noted and noted.as_of and as_of < noted.as_of:
                raise overtaken(noted.as_of)
            for other in await work.rolls.undecided(organisation_id, feed):
                replaced = replace(other, state=RollState.REPLACED)
                await work.rolls.put(replaced)
                await work.rolls.forget(other.id)
                moved(work, caller.subject, replaced)
            roll = Roll(self._ids.new("rol"), organisation_id, feed, as_of, entries, now)
            await work.rolls.add(roll)
            moved(work, caller.subject, roll)
            await work.idempotency.keep(caller, roll.id)
        return roll


class AddToRoll:
    """Those that are on it already stay, so what broke off is sent again."""

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, roll_id: str, local_ids: Sequence[str]) -> Roll:
        """Raises Denied, NotFound, Invalid, Conflict for one that is not open."""
        named = [one.strip() for one in local_ids]
        if not 0 < len(named) <= _MOST_AT_ONCE or not all(0 < len(one) <= _LONGEST_ID for one in named):
            raise Invalid.field("local_ids", f"must be up to {_MOST_AT_ONCE}, each of 1 to {_LONGEST_ID} characters")
        async with self._work() as work:
            roll = await roll_sent(work, caller, roll_id)
            if roll.state is not RollState.OPEN:
                raise Conflict(f"this roll is {roll.state}; begin another", code="roll-closed")
            await work.rolls.name(roll.id, named)
        return roll


def overtaken(as_of: date) -> Conflict:
    return Conflict(f"this feed is current as of {as_of} already; an older delivery ends nobody", code="overtaken")
