"""A whole delivery is checked, and whoever is not in it any more is worked with no more."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from chassis.errors import Conflict
from chassis.tokens import Caller
from services.cases.domain.feeds.declared_feed import DeclaredFeed, Roll, RollState
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.each_by_itself import each_by_itself
from services.cases.usecases.feeds.begin_roll import overtaken
from services.cases.usecases.feeds.feed_manager import moved, roll_sent
from services.cases.usecases.networks.announce_involvement import announce

_CHUNK, _AT_ONCE, _ROLLS = 50, 10_000, 20


class CheckRoll:
    """Before its rows are sent: a roll that would end too many waits for a manager, and nothing else is changed."""

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, roll_id: str) -> Roll:
        """Raises Denied, NotFound, Conflict for one that is not complete or is overtaken."""
        async with self._work() as work:
            roll = await roll_sent(work, caller, roll_id)
            return await checked(work, caller, roll) if roll.state is RollState.OPEN else roll


class FinishRoll:
    """Checks again, and ends the involvements of whoever is not on it. What broke off is finished by asking again."""

    def __init__(self, work: OpenWork) -> None:
        self._work, self._end_missing = work, EndMissing(work)

    async def __call__(self, caller: Caller, roll_id: str) -> Roll:
        """Raises Denied, NotFound, Conflict for one that is not complete or is overtaken."""
        async with self._work() as work:
            roll = await roll_sent(work, caller, roll_id)
            if roll.state is RollState.OPEN:
                roll = await checked(work, caller, roll)
                if roll.state is RollState.OPEN:
                    roll = replace(roll, state=RollState.ENDING)
                    await work.rolls.put(roll)
        return await self._end_missing(caller.subject, roll)


class EndMissing:
    """In transactions of some fifty people, each told to whoever may hear; one that is not `ending` stays as it is."""

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, by: str, roll: Roll) -> Roll:
        while roll.state is RollState.ENDING:
            roll, missing = await self._missing(by, roll.id)
            for start in range(0, len(missing), _CHUNK):
                async with self._work() as work:
                    await self._end(work, by, roll, missing[start : start + _CHUNK])
        return roll

    async def _missing(self, by: str, roll_id: str) -> tuple[Roll, Sequence[str]]:
        """The roll as it is by now: another who asked may have taken it, and then nobody is on it any more."""
        async with self._work() as work:
            roll = await work.rolls.get(roll_id)
            if roll.state is not RollState.ENDING:
                return roll, ()
            missing = await work.rolls.some_missing(roll, _AT_ONCE)
            if not missing:
                roll = replace(roll, state=RollState.TAKEN)
                await work.rolls.put(roll)
                await work.rolls.forget(roll.id)
                moved(work, by, roll)
        return roll, missing

    async def _end(self, work: Work, by: str, roll: Roll, ids: Sequence[str]) -> None:
        found = [await work.involvements.get(one, roll.organisation_id) for one in ids]
        for person_id in sorted({one.person_id for one in found}):
            await work.people.locked(person_id)
        for each in found:
            one = await work.involvements.get(each.id, roll.organisation_id)
            # Else the feed has named her again meanwhile, or another who asked has ended it.
            if one.as_of is not None and one.as_of <= roll.as_of and (one.until is None or one.until >= roll.as_of):
                ended = replace(one, until=roll.last_day, as_of=roll.as_of)
                await work.involvements.put([ended])
                announce(work, ended, by)


class GoOnWithRolls:
    """What broke off while it ended whoever was missing: whoever asked for it may not ask again."""

    def __init__(self, work: OpenWork) -> None:
        self._work, self._end_missing = work, EndMissing(work)

    async def __call__(self) -> int:
        """How many it went on with. Call again while it is not 0."""
        return await each_by_itself(
            self._work, lambda work, most: work.rolls.ending(most), partial(self._end_missing, "timer"), _ROLLS
        )


async def checked(work: Work, caller: Caller, roll: Roll) -> Roll:
    """How many would end; held where those are too many. Raises Conflict."""
    feed = await work.feeds.find(roll.organisation_id, roll.feed) or DeclaredFeed(roll.organisation_id, roll.feed)
    if feed.as_of and roll.as_of < feed.as_of:
        raise overtaken(feed.as_of)
    named = await work.rolls.named(roll.id)
    if named != roll.entries:
        said = f"this delivery was to hold {roll.entries} entries and {named} have come: nobody was ended"
        raise Conflict(said, code="not-whole")
    roll = replace(roll, current=await work.rolls.current(roll), missing=await work.rolls.missing(roll))
    if roll.too_many(feed.may_shrink):
        roll = replace(roll, state=RollState.HELD)
        moved(work, caller.subject, roll)
    await work.rolls.put(roll)
    return roll
