"""A whole delivery: who is not in it has left; one that is cut off, too small or too old ends nobody."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller, IdempotencyKey
from services.cases.domain.feeds.declared_feed import Roll
from services.cases.usecases.feeds.begin_roll import AddToRoll, BeginRoll
from services.cases.usecases.feeds.finish_roll import EndMissing, FinishRoll
from tests.cases.feeds.feed_town import (
    MANAGER,
    NAME,
    TOMORROW,
    YESTERDAY,
    begin,
    check,
    decide,
    declare,
    fed,
    finish,
    send,
    waiting,
    whole,
)
from tests.cases.town import COUNCIL, NHS, TODAY, Town, feed, row, town_at, worker

GIVEN = ("Amina", "Noor", "Yusuf", "Sara", "Omar", "Leila", "Hana", "Idris", "Maryam", "Zaid")
TEN = [row(str(number), given, family=f"{given}sson") for number, given in enumerate(GIVEN, start=1)]
NINE, EIGHT = TEN[:9], TEN[:8]


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """Ten people came by a feed yesterday, of whom one in ten may leave at once."""
    async with town_at(database_url, tmp_path) as built:
        await declare(built)
        await send(built, TEN, YESTERDAY)
        yield built


async def ended(town: Town) -> set[str]:
    return {one.local_id for one in TEN if (await fed(town, one.local_id)).until is not None}


async def as_it_is(town: Town) -> list[object]:
    return [await fed(town, one.local_id) for one in TEN] + [await town.told()]


async def test_who_is_not_in_it_is_worked_with_no_more_from_the_day_before(town: Town) -> None:
    roll = await whole(town, NINE)
    assert (roll.state, roll.current, roll.missing) == ("taken", 10, 1)
    gone = await fed(town, "10")
    assert (gone.until, gone.as_of) == (YESTERDAY, TODAY)
    assert await ended(town) == {"10"}
    assert await town.told() == [("involvement.changed", gone.person_id)], "who works with her hears"


async def test_the_same_again_changes_nothing(town: Town) -> None:
    await whole(town, NINE)
    before = await as_it_is(town)
    again = await whole(town, NINE)
    assert (again.state, again.missing) == ("taken", 0)
    assert (await send(town, NINE)).taken == 0
    assert await as_it_is(town) == before


async def test_one_that_would_end_more_than_the_feed_may_shrink_changes_nothing_and_waits(town: Town) -> None:
    before = await as_it_is(town)
    roll = await whole(town, EIGHT)
    assert (roll.state, roll.current, roll.missing) == ("held", 10, 2)
    assert await as_it_is(town) == before
    assert (await finish(town, roll)).state == "held", "asking again does not help"
    assert await as_it_is(town) == before
    assert await waiting(town) == [roll]


async def test_a_row_sent_before_its_roll_was_checked_does_not_end_anybody_either(town: Town) -> None:
    roll = await begin(town, [one.local_id for one in EIGHT])
    await send(town, EIGHT)
    assert (await finish(town, roll)).state == "held"
    assert await ended(town) == set()


async def test_a_manager_who_has_looked_ends_them_or_leaves_all_as_it_was(town: Town) -> None:
    wrong = await whole(town, EIGHT)
    assert (await decide(town, wrong, end=False)).state == "refused"
    assert await ended(town) == set()
    right = await whole(town, EIGHT)
    taken = await decide(town, right, end=True)
    assert taken.state == "taken"
    assert await ended(town) == {"9", "10"}
    assert await waiting(town) == []
    with pytest.raises(Conflict):
        await decide(town, right, end=False)


async def test_a_decision_sent_twice_is_made_once(town: Town) -> None:
    roll = await whole(town, EIGHT)
    sure = replace(MANAGER, idempotency=IdempotencyKey("key-1", "hash"))
    first = await decide(town, roll, end=True, caller=sure)
    assert await decide(town, roll, end=True, caller=sure) == first


async def test_nobody_but_a_manager_of_its_organisation_decides_and_not_without_a_reason(town: Town) -> None:
    roll = await whole(town, EIGHT)
    for caller in (worker(NHS), worker(NHS, role="duty")):
        with pytest.raises(Denied):
            await decide(town, roll, end=True, caller=caller)
        with pytest.raises(Denied):
            await waiting(town, caller)
    elsewhere = worker(COUNCIL, role="manager")
    assert await waiting(town, elsewhere) == []
    with pytest.raises(NotFound):
        await decide(town, roll, end=True, caller=elsewhere)
    with pytest.raises(Invalid):
        await decide(town, roll, end=True, reason=" ")
    with pytest.raises(Invalid):
        await decide(town, roll, end=None)
    assert await ended(town) == set()


async def test_a_delivery_that_was_cut_off_ends_nobody(town: Town) -> None:
    roll = await begin(town, [one.local_id for one in NINE], entries=10)
    for ask in (check, finish):
        with pytest.raises(Conflict, match="9 have come: nobody was ended"):
            await ask(town, roll)
    assert await ended(town) == set()
    await AddToRoll(town.work)(feed(NHS), roll.id, ["10", " 9 "])
    assert (await finish(town, roll)).missing == 0, "what was missing came, and what came twice counts once"


async def test_an_older_delivery_than_the_newest_overwrites_nothing_and_ends_nobody(town: Town) -> None:
    changed = replace(TEN[0], given_name="Amira", status="closed")
    await send(town, [changed])
    before = await as_it_is(town)
    report = await send(town, [replace(TEN[0], phone="01543 9")], YESTERDAY)
    assert (report.taken, report.unchanged) == (0, 1)
    with pytest.raises(Conflict, match="ends nobody"):
        await whole(town, NINE, YESTERDAY)
    async with town.work() as work:
        known = (await work.people.known(NHS, ["1"]))["1"]
    assert known.identity.given_name == "Amira"
    assert await as_it_is(town) == before


async def test_a_roll_that_waits_is_overtaken_by_a_newer_day(town: Town) -> None:
    roll = await whole(town, EIGHT)
    town.clock.at += timedelta(days=1)
    await send(town, TEN, TOMORROW)
    with pytest.raises(Conflict, match="current as of"):
        await decide(town, roll, end=True)
    assert await ended(town) == set()


async def test_a_roll_that_was_not_finished_before_a_newer_day_came_ends_nobody(town: Town) -> None:
    roll = await begin(town, [one.local_id for one in NINE])
    town.clock.at += timedelta(days=1)
    await send(town, TEN, TOMORROW)
    for ask in (check, finish):
        with pytest.raises(Conflict, match="ends nobody"):
            await ask(town, roll)
    assert await ended(town) == set()


async def test_who_is_on_another_feed_s_roll_is_not_on_this_one(town: Town) -> None:
    other = await BeginRoll(town.work, town.ids, town.clock)(feed(NHS), NHS, "GP list", TODAY, 1)
    await AddToRoll(town.work)(feed(NHS), other.id, ["10"])
    await whole(town, NINE)
    assert await ended(town) == {"10"}


async def test_a_newer_roll_takes_the_place_of_one_that_nobody_finished(town: Town) -> None:
    held = await whole(town, EIGHT)
    roll = await begin(town, [one.local_id for one in TEN])
    assert await waiting(town) == []
    with pytest.raises(Conflict):
        await decide(town, held, end=True)
    with pytest.raises(Conflict, match="replaced"):
        await AddToRoll(town.work)(feed(NHS), held.id, ["11"])
    assert (await finish(town, roll)).state == "taken"


async def test_what_broke_off_while_it_ended_them_goes_on_where_it_was(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    roll = await whole(town, EIGHT)

    async def killed(*_: object) -> None:
        raise OSError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(EndMissing, "_end", killed)
        with pytest.raises(OSError, match="killed"):
            await decide(town, roll, end=True)
    assert await ended(town) == set()
    assert (await finish(town, roll)).state == "taken"
    assert await ended(town) == {"9", "10"}


async def test_who_left_and_comes_back_is_worked_with_again(town: Town) -> None:
    await whole(town, NINE)
    town.clock.at += timedelta(days=1)
    await whole(town, TEN, TOMORROW)
    assert await ended(town) == set()


async def test_a_row_that_is_refused_ends_nobody(town: Town) -> None:
    """It is on the roll: a bad date of birth is no leaving."""
    rows = [*NINE, replace(TEN[9], date_of_birth="2030-01-01")]
    assert (await whole(town, rows)).missing == 0
    assert await ended(town) == set()


async def test_another_feed_s_and_what_somebody_said_is_not_ended_by_this_one(town: Town) -> None:
    await send(town, TEN, YESTERDAY, name="GP list")
    await whole(town, NINE)
    person_id = await town.person(NHS, "10")
    async with town.work() as work:
        both = await work.involvements.of_person(person_id)
    assert {(one.source, one.until) for one in both} == {(NAME, YESTERDAY), ("GP list", None)}


async def test_an_organisation_s_own_system_delivers_and_no_other_learns_of_its_rolls(town: Town) -> None:
    roll = await begin(town, ["1"])
    for stranger in (feed(COUNCIL), Caller("cli_nhs", "partner", frozenset(), {"org": NHS})):
        with pytest.raises((Denied, NotFound)):
            await AddToRoll(town.work)(stranger, roll.id, ["2"])
        with pytest.raises((Denied, NotFound)):
            await FinishRoll(town.work)(stranger, roll.id)
        with pytest.raises(Denied):
            await BeginRoll(town.work, town.ids, town.clock)(stranger, NHS, NAME, TODAY, 1)


async def test_malformed_rolls_are_refused(town: Town) -> None:
    opened = BeginRoll(town.work, town.ids, town.clock)
    for name, as_of, entries in ((NAME, TOMORROW, 1), (NAME, TODAY, -1), ("", TODAY, 1), ("n" * 101, TODAY, 1)):
        with pytest.raises(Invalid):
            await opened(feed(NHS), NHS, name, as_of, entries)
    roll = await begin(town, [])
    for local_ids in ([], [""], ["x" * 65], ["x"] * 10_001):
        with pytest.raises(Invalid):
            await AddToRoll(town.work)(feed(NHS), roll.id, local_ids)


async def test_a_roll_begun_twice_by_one_request_is_one(town: Town) -> None:
    retried = replace(feed(NHS), idempotency=IdempotencyKey("key-1", "hash"))
    opened = BeginRoll(town.work, town.ids, town.clock)
    assert await opened(retried, NHS, NAME, TODAY, 1) == await opened(retried, NHS, NAME, TODAY, 1)


async def test_who_was_on_a_roll_is_forgotten_once_it_is_decided(town: Town) -> None:
    async def named(roll: Roll) -> int:
        async with town.work() as work:
            return await work.rolls.named(roll.id)

    held = await whole(town, EIGHT)
    assert await named(held) == 8
    await decide(town, held, end=False)
    assert await named(held) == 0
    assert await named(await whole(town, NINE)) == 0
