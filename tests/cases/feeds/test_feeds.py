"""Feeds as declared sources: what others see of one, how fresh it is, and what it says when it falls silent."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import Conflict, Denied, Invalid
from chassis.tokens import Caller
from services.cases.domain.feeds.declared_feed import FeedKind, Shown
from services.cases.domain.gate.disclosure import Permit
from services.cases.domain.networks.network import Feed
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.usecases.feeds.list_feeds import ListFeeds
from services.cases.usecases.feeds.list_feeds_around import ListFeedsAround
from services.cases.usecases.sharing.accept_agreement import AcceptAgreement
from services.cases.usecases.subscriptions.permit_event import permit_event
from tests.cases.feeds.feed_town import MANAGER, NAME, YESTERDAY, declare, fed, hers, send, shown
from tests.cases.gate.test_gate_events import happened
from tests.cases.sharing_town import sharing_town
from tests.cases.town import AMINA, COUNCIL, NHS, NOW, REFUGE, SCHOOL, TODAY, Town, feed, row, town_at, worker

AT_NHS = replace(AMINA, local_id="77", status="open")
"""Born on 4 March 1992: she is 34."""
SOCIAL_WORKER = worker(COUNCIL)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        await built.take(COUNCIL, [AMINA])
        yield built


async def seen(town: Town, **said: Any) -> dict[str, int]:
    """How many of the NHS's involvements each path shows, once it has sent her row."""
    await send(town, [replace(AT_NHS, **said)])
    person_id, one = await town.person(COUNCIL), await fed(town, "77")
    event = happened("involvement.changed", person_id, one.id, COUNCIL)
    council_system = Viewer(ViewerKind.PARTNER, "cli_council", COUNCIL, "partner")
    async with town.work() as work:
        await work.people.held([person_id])
        told = await permit_event(work, council_system, event, NOW)
    mine = await hers(town, person_id)
    theirs = await town.network(SOCIAL_WORKER, person_id)
    return {
        "network": len(shown(theirs.seats)),
        "feeds of the network": len([one for one in theirs.feeds if one.name == NAME]),
        "her page": len(shown(mine.seats)),
        "feeds of her page": len([one for one in mine.feeds if one.name == NAME]),
        "event": int(isinstance(told, Permit)),
        "own organisation": len(shown((await town.network(worker(NHS), person_id)).seats)),
    }


ALL = dict.fromkeys(
    ("network", "feeds of the network", "her page", "feeds of her page", "event", "own organisation"), 1
)
OWN_ONLY = dict.fromkeys(ALL, 0) | {"own organisation": 1}


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (Shown(age_from=35), {}),
        (Shown(age_to=33), {}),
        (Shown(statuses=frozenset({"in-assessment"})), {}),
        (Shown(statuses=frozenset({"open"})), {"status": ""}),
    ],
    ids=["younger", "older", "another status", "no status"],
)
async def test_what_a_feed_s_rules_leave_out_is_on_no_path_but_its_own_organisation_s(
    town: Town, rules: Shown, said: dict[str, str]
) -> None:
    await declare(town)
    assert await seen(town, **said) == ALL
    await declare(town, rules)
    assert await seen(town, **said) == OWN_ONLY, "the rules hold for what came before them"
    await declare(town, Shown(age_from=34, age_to=34))
    assert await seen(town, **said) == ALL, "nothing was thrown away"


async def test_after_closing_an_involvement_is_shown_for_as_long_as_its_feed_says(town: Town) -> None:
    await declare(town, Shown(months_after_closing=1))
    for until, path in (("2026-10-22", "network"), ("2026-10-21", "")):
        await send(town, [replace(AT_NHS, since="2020-01-01", until=until)])
        theirs = await town.network(SOCIAL_WORKER, await town.person(COUNCIL))
        assert bool(shown(theirs.seats)) == bool(path)
        assert bool(shown((await hers(town, await town.person(COUNCIL))).seats)) == bool(path)
    assert (await fed(town, "77")).until == date(2026, 10, 21), "it is kept"


async def test_a_feed_nobody_declared_shows_who_is_worked_with_now_and_says_that_nothing_is_stated(town: Town) -> None:
    await send(town, [AT_NHS])
    person_id = await town.person(COUNCIL)
    theirs = await town.network(SOCIAL_WORKER, person_id)
    assert Feed("Midlands NHS Trust", NAME, TODAY) in theirs.feeds
    await send(town, [replace(AT_NHS, since="2020-01-01", until=YESTERDAY.isoformat())])
    assert shown((await town.network(SOCIAL_WORKER, person_id)).seats) == []
    [noted] = await ListFeeds(town.work)(MANAGER)
    assert (noted.kind, noted.coverage, noted.every_days, noted.as_of) == (FeedKind.UNDECLARED, "", 0, TODAY)


async def test_a_feed_says_how_fresh_it_is_whom_it_holds_and_since_when_it_is_silent(town: Town) -> None:
    declared = await declare(town)
    await send(town, [AT_NHS])
    person_id = await town.person(COUNCIL)

    async def both() -> set[Feed]:
        pages = (await town.network(SOCIAL_WORKER, person_id)).feeds, (await hers(town, person_id)).feeds
        [worker_s], [her_own] = ([one for one in feeds if one.name == NAME] for feeds in pages)
        return {worker_s, her_own}

    fresh = Feed("Midlands NHS Trust", NAME, TODAY, declared.coverage)
    assert await both() == {fresh}
    town.clock.at += timedelta(days=2)
    assert await both() == {fresh}, "it is due today"
    town.clock.at += timedelta(days=1)
    assert await both() == {replace(fresh, silent_since=TODAY + timedelta(days=2))}
    await send(town, [AT_NHS], TODAY + timedelta(days=3))
    assert await both() == {replace(fresh, as_of=TODAY + timedelta(days=3))}


async def test_the_day_of_the_newest_delivery_counts_for_whom_it_left_out_too(town: Town) -> None:
    """Else a feed would look silent to whoever looks at somebody who left it."""
    await declare(town, Shown())
    await send(town, [AT_NHS], YESTERDAY)
    await send(town, [row("80", given="Noor", family="Ali", birth="1950-07-08")])
    theirs = await town.network(SOCIAL_WORKER, await town.person(COUNCIL))
    assert [one.as_of for one in theirs.feeds if one.name == NAME] == [TODAY]


async def test_a_private_service_s_feed_is_silent_for_nobody_who_may_not_know_of_it(town: Town) -> None:
    refuge = worker(REFUGE, "acc_refuge", role="manager")
    person_id = await town.person(COUNCIL)
    before = await town.network(SOCIAL_WORKER, person_id), await hers(town, person_id)
    await declare(town, caller=refuge, name="refuge", shielded=True)
    await send(town, [AMINA], name="refuge", organisation=REFUGE, shielded=True)
    town.clock.at += timedelta(days=30)
    after = await town.network(SOCIAL_WORKER, person_id), await hers(town, person_id)
    assert after == before
    own = await town.network(worker(REFUGE, role="duty"), person_id)
    assert [one.silent_since for one in own.feeds if one.name == "refuge"] == [TODAY + timedelta(days=2)]


async def test_a_feed_is_a_private_service_s_or_is_not_and_does_not_turn(town: Town) -> None:
    """Its day would tell of the one whoever sees the other."""
    await declare(town)
    await send(town, [AT_NHS], YESTERDAY)
    with pytest.raises(Conflict):
        await send(town, [replace(AT_NHS, local_id="78", given_name="Noor")], shielded=True)
    with pytest.raises(Conflict):
        await declare(town, shielded=True)
    [one] = await ListFeeds(town.work)(MANAGER)
    assert (one.as_of, one.shielded) == (YESTERDAY, False)


async def test_a_manager_declares_his_own_organisation_s_feeds_and_nobody_else_does(town: Town) -> None:
    for caller in (worker(NHS), worker(NHS, role="duty"), worker(COUNCIL)):
        with pytest.raises(Denied):
            await declare(town, caller=caller)
    await declare(town, caller=worker(COUNCIL, role="manager"))
    assert await ListFeeds(town.work)(MANAGER) == []
    assert [one.organisation_id for one in await ListFeeds(town.work)(worker(COUNCIL))] == [COUNCIL, COUNCIL]


async def test_a_private_service_s_feed_is_listed_to_its_brokers_only(town: Town) -> None:
    await declare(town, shielded=True)
    assert await ListFeeds(town.work)(worker(NHS)) == []
    assert len(await ListFeeds(town.work)(worker(NHS, role="duty"))) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "n" * 101},
        {"kind": FeedKind.UNDECLARED},
        {"coverage": ""},
        {"coverage": "c" * 301},
        {"every_days": 0},
        {"every_days": 367},
        {"may_shrink": 101},
        {"may_shrink": -1},
        {"shown": Shown(age_from=-1)},
        {"shown": Shown(age_from=19, age_to=18)},
        {"shown": Shown(age_to=121)},
        {"shown": Shown(months_after_closing=-1)},
        {"shown": Shown(statuses=frozenset({""}))},
    ],
    ids=str,
)
async def test_a_feed_is_declared_whole_or_not_at_all(town: Town, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        await declare(town, **wrong)
    assert await ListFeeds(town.work)(MANAGER) == []


async def test_who_works_together_is_told_of_lists_that_may_lack_somebody_and_nobody_of_a_private_one(
    database_url: str, tmp_path: Path
) -> None:
    """A list that shows nothing of a person says so only to whoever knows that there is one, and how fresh it is."""
    async with sharing_town(database_url, tmp_path) as there:
        town = there.town
        await declare(town)
        await send(town, [AT_NHS])
        await declare(town, name="not yet delivered")
        refuge = worker(REFUGE, "acc_refuge", role="manager")
        await declare(town, caller=refuge, name="refuge", shielded=True)
        await send(town, [AMINA], name="refuge", organisation=REFUGE, shielded=True)

        async def around(caller: Caller = SOCIAL_WORKER) -> list[tuple[str, str]]:
            told = await ListFeedsAround(town.work, town.clock)(caller)
            return [(one.organisation_name, one.feed.name) for one in told]

        assert await around() == []
        proposed = await there.agree(COUNCIL, NHS, REFUGE, accepted=False)
        assert await around() == [], "not accepted"
        for other in (NHS, REFUGE):
            await AcceptAgreement(town.work, town.clock)(worker(other, f"acc_{other}", "manager"), proposed)
        assert await around() == [("Midlands NHS Trust", NAME)]
        assert await around(worker(NHS)) == [("Midlands NHS Trust", NAME)], "its own too"
        assert await around(worker(SCHOOL)) == []
        with pytest.raises(Denied):
            await around(replace(feed(NHS), scopes=SOCIAL_WORKER.scopes))
        town.clock.at += timedelta(days=400)
        assert await around() == [], "expired"
