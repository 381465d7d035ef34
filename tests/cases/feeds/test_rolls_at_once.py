"""Two who speak for one whole delivery at once: whoever is on it stays, whatever is asked twice or beside."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from chassis.errors import Conflict
from services.cases.domain.feeds.declared_feed import Roll, RollState
from services.cases.usecases.feeds.begin_roll import AddToRoll
from services.cases.usecases.feeds.finish_roll import EndMissing, GoOnWithRolls
from tests.cases.feeds.feed_town import YESTERDAY, begin, check, decide, declare, fed, finish, send, whole
from tests.cases.feeds.test_whole_deliveries import EIGHT, NINE, TEN, ended
from tests.cases.town import NHS, Town, feed, town_at


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        await declare(built)
        await send(built, TEN, YESTERDAY)
        yield built


async def delivered(town: Town) -> Roll:
    """A whole delivery of nine, all but its end."""
    roll = await check(town, await begin(town, [one.local_id for one in NINE]))
    await send(town, NINE)
    return roll


async def test_a_finish_asked_again_while_the_first_goes_on_ends_nobody_who_is_on_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second has come to its end, and the roll's ids are forgotten, before the first looks who is missing."""
    roll, to_the_end = await delivered(town), EndMissing.__call__

    async def late(self: EndMissing, by: str, one: Roll) -> Roll:
        monkeypatch.setattr(EndMissing, "__call__", to_the_end)
        await finish(town, roll)
        return await to_the_end(self, by, one)

    monkeypatch.setattr(EndMissing, "__call__", late)
    assert (await finish(town, roll)).state is RollState.TAKEN
    assert await ended(town) == {"10"}


async def test_many_who_finish_at_once_end_whoever_is_missing_and_nobody_else(town: Town) -> None:
    roll = await delivered(town)
    told = len(await town.told())
    finished = await asyncio.gather(*(finish(town, roll) for _ in range(4)))
    assert {one.state for one in finished} == {RollState.TAKEN}
    assert await ended(town) == {"10"}
    assert len(await town.told()) == told + 1, "the network hears once"


async def test_of_two_managers_who_decide_at_once_one_is_told_that_the_other_has(town: Town) -> None:
    roll = await whole(town, EIGHT)
    both = await asyncio.gather(decide(town, roll, end=True), decide(town, roll, end=False), return_exceptions=True)
    [lost] = [one for one in both if isinstance(one, Conflict)]
    assert lost.code == "decided"
    [won] = [one for one in both if isinstance(one, Roll)]
    assert await ended(town) == ({"9", "10"} if won.state is RollState.TAKEN else set())


async def test_of_deliveries_begun_at_once_one_counts_and_the_others_are_told(town: Town) -> None:
    begun = await town.at_once(*(begin(town, [], entries=9) for _ in range(4)))
    states, told = list[RollState](), list[str]()
    for roll in begun:
        async with town.work() as work:
            states.append((await work.rolls.get(roll.id)).state)
        try:
            await AddToRoll(town.work)(feed(NHS), roll.id, ["1"])
        except Conflict as refused:
            told.append(refused.code)
    assert sorted(states) == [RollState.OPEN, *[RollState.REPLACED] * 3]
    assert told == ["roll-closed"] * 3


async def test_a_delivery_begun_while_an_earlier_one_is_finished_ends_nobody_who_is_on_either(town: Town) -> None:
    for _ in range(4):
        roll = await delivered(town)
        await asyncio.gather(finish(town, roll), begin(town, [one.local_id for one in TEN]), return_exceptions=True)
        assert await ended(town) <= {"10"}


async def test_what_broke_off_while_a_manager_s_word_was_carried_out_goes_on_by_itself(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody asks again: he has said what he had to say, and the page is gone."""
    roll = await whole(town, EIGHT)

    async def killed(*_: object) -> None:
        raise OSError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(EndMissing, "_end", killed)
        with pytest.raises(OSError, match="killed"):
            await decide(town, roll, end=True)
    go_on = GoOnWithRolls(town.work)
    assert [await go_on(), await go_on()] == [1, 0]
    assert await ended(town) == {"9", "10"}
    async with town.work() as work:
        assert (await work.rolls.get(roll.id)).state is RollState.TAKEN
        assert await work.rolls.named(roll.id) == 0


async def test_ids_sent_twice_at_once_are_on_it_once(town: Town) -> None:
    roll = await begin(town, [], entries=9)
    add, named = AddToRoll(town.work), [one.local_id for one in NINE]
    await asyncio.gather(*(add(feed(NHS), roll.id, named) for _ in range(4)))
    async with town.work() as work:
        assert await work.rolls.named(roll.id) == 9
    assert (await fed(town, "10")).until is None
    assert replace(await check(town, roll), missing=0, current=0) == roll
