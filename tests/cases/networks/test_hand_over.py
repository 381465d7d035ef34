"""Somebody else of the same organisation carries on: no day without anybody, no day with both."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller, IdempotencyKey
from services.cases.domain.networks.hand_over import Successor
from services.cases.domain.networks.involvement import Involvement, Status
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.networks.hand_over_involvement import HandOverInvolvement
from services.cases.usecases.networks.record_involvement import Working
from tests.cases.conftest import NewDatabase
from tests.cases.private_services.worlds import executed
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, SCHOOL, TODAY, Town, feed, town_at, worker

SAM = worker(COUNCIL, "acc_sam")
MANAGER = worker(COUNCIL, "acc_boss", role="manager")
LAST_WEEK = TODAY - timedelta(days=7)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        await built.take(COUNCIL, [AMINA])
        await built.take(NHS, [replace(AMINA, local_id="77")])
        yield built


async def hand_over(
    town: Town, by: Caller, one: Involvement, to: str = "pro_acc_lee", since: date | None = None, team: str = ""
) -> Involvement:
    successor = Successor(professional_id="" if team else to, team=team)
    return await HandOverInvolvement(town.work, town.ids, town.clock)(by, one.id, successor, since)


async def sams(town: Town, *, shielded: bool = False, organisation: str = COUNCIL, role: str = "") -> Involvement:
    """Sam has worked with Amina for a month."""
    return await town.record(
        worker(organisation, "acc_boss", role="manager"),
        Working(
            person_id=await town.person(COUNCIL),
            professional_id="pro_acc_sam",
            team="Adults",
            role=role or "social worker",
            since=TODAY - timedelta(days=30),
            shielded=shielded,
        ),
    )


async def rows(town: Town, person_id: str) -> list[Involvement]:
    async with town.work() as work:
        return [one for one in await work.involvements.of_person(person_id) if one.professional_id]


async def test_from_that_day_the_colleague_has_it_and_until_the_day_before_whoever_had_it(town: Town) -> None:
    one = await sams(town)
    new = await hand_over(town, SAM, one, since=LAST_WEEK)
    old, kept = sorted(await rows(town, one.person_id), key=lambda row: row.since)
    assert (old.id, old.until, old.status(TODAY)) == (one.id, LAST_WEEK - timedelta(days=1), Status.HISTORIC)
    assert (kept, kept.since, kept.until, kept.status(TODAY)) == (new, LAST_WEEK, None, Status.CURRENT)
    assert (kept.professional_id, kept.team, kept.role) == ("pro_acc_lee", "Adults", "social worker")
    assert (kept.confirmed, kept.source, kept.shielded) == (True, "hand-over", False)
    for days in range(31):
        on = TODAY - timedelta(days=days)
        leads = [row for row in (old, kept) if row.since <= on and row.status(on) is Status.CURRENT]
        assert len(leads) == 1, on


async def test_a_form_about_somebody_else_hands_over_nobody(town: Town) -> None:
    one = await sams(town)
    make, to = HandOverInvolvement(town.work, town.ids, town.clock), Successor("pro_acc_lee", "")
    with pytest.raises(NotFound):
        await make(SAM, one.id, to, person_id="per_other")
    assert await rows(town, one.person_id) == [one]
    assert (await make(SAM, one.id, to, person_id=one.person_id)).professional_id == "pro_acc_lee"


async def test_a_manager_hands_over_for_a_worker_who_left(town: Town) -> None:
    new = await hand_over(town, MANAGER, await sams(town))
    assert (new.professional_id, new.since) == ("pro_acc_lee", TODAY)


async def test_it_goes_to_a_team_as_well(town: Town) -> None:
    new = await hand_over(town, SAM, await sams(town), team="Night team", since=LAST_WEEK)
    assert (new.professional_id, new.team) == ("", "Night team")
    with pytest.raises(Denied):
        await hand_over(town, SAM, new)
    assert (await hand_over(town, MANAGER, new)).professional_id == "pro_acc_lee"


async def test_the_network_hears_of_both_halves_and_sees_them(town: Town) -> None:
    one = await sams(town)
    before = await town.told()
    new = await hand_over(town, SAM, one)
    assert (await town.told())[len(before) :] == [("involvement.changed", one.person_id)] * 2
    seen = {seat.involvement.id: seat.involvement for seat in (await town.network(worker(NHS), one.person_id)).seats}
    assert (seen[one.id].status(TODAY), seen[new.id].status(TODAY)) == (Status.HISTORIC, Status.CURRENT)


async def test_of_a_private_one_nobody_outside_hears_or_sees_anything(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    """Two worlds: in one the refuge hands over its work with Amina, in the other it does not."""
    looks = []
    for name in ("kept", "handed"):
        (tmp_path / name).mkdir()
        async with town_at(new_database(), tmp_path / name) as town:
            await town.take(COUNCIL, [AMINA])
            await town.take(NHS, [replace(AMINA, local_id="77")])
            private = await sams(town, shielded=True, organisation=REFUGE)
            before = await town.told()
            if name == "handed":
                new = await hand_over(town, worker(REFUGE, "acc_sam"), private)
                assert new.shielded
            assert await town.told() == before
            with executed(town) as log:
                seen = await town.network(worker(NHS, role="duty"), private.person_id)
            async with town.work() as work:
                sequence = (await work.people.get(private.person_id)).sequence
            looks.append((seen, [statement for statement, _ in log.statements], sequence))
    assert looks[0] == looks[1]


async def test_shares_that_opened_a_private_one_open_nothing_of_its_successor(town: Town) -> None:
    private = await sams(town, shielded=True, organisation=REFUGE)
    new = await hand_over(town, worker(REFUGE, "acc_sam"), private)
    for role in ("worker", "duty", "manager"):
        seen = await town.network(worker(NHS, role=role), private.person_id)
        assert {private.id, new.id}.isdisjoint(seat.involvement.id for seat in seen.seats)
    own = await town.network(worker(REFUGE, role="duty"), private.person_id)
    assert {private.id, new.id} <= {seat.involvement.id for seat in own.seats}
    lees = await town.network(worker(REFUGE, "acc_lee"), private.person_id)
    assert new.id in {seat.involvement.id for seat in lees.seats}


async def test_nobody_else_hands_it_over(town: Town) -> None:
    one = await sams(town)
    for caller in (worker(NHS, "acc_sam"), worker(NHS, role="manager"), worker(SCHOOL, role="manager")):
        with pytest.raises(NotFound):
            await hand_over(town, caller, one)
    for caller in (worker(COUNCIL, "acc_colleague"), worker(COUNCIL, role="duty")):
        with pytest.raises(Denied):
            await hand_over(town, caller, one)
    private = await sams(town, shielded=True, organisation=REFUGE)
    with pytest.raises(NotFound):
        await hand_over(town, worker(REFUGE, "acc_colleague"), private)
    assert [row.until for row in await rows(town, one.person_id)] == [None, None]


async def test_what_is_over_unconfirmed_or_a_feeds_own_is_not_handed_over(town: Town) -> None:
    one = await sams(town)
    declared = await town.record(worker(SCHOOL, "acc_teacher"), Working(person_id=one.person_id))
    with pytest.raises(Conflict, match="nobody has confirmed"):
        await hand_over(town, worker(SCHOOL, "acc_teacher"), declared)
    await EndInvolvement(town.work, town.clock)(SAM, one.id, None)
    with pytest.raises(Conflict, match="ended already"):
        await hand_over(town, SAM, one)
    async with town.work() as work:
        [fed] = [row for row in await work.involvements.of_person(one.person_id) if row.source == "social care"][:1]
    boss = worker(fed.organisation_id, role="manager")
    with pytest.raises(Conflict, match="a feed says this"):
        await hand_over(town, boss, fed, since=TODAY)


async def test_who_a_feed_names_hands_over_and_the_feed_opens_nothing_again(town: Town) -> None:
    await town.record(feed(NHS), Working(local_id="77", professional_id="pro_acc_sam", since=LAST_WEEK))
    [named] = await rows(town, await town.person(COUNCIL))
    await hand_over(town, worker(NHS, "acc_sam"), named)
    await town.take(NHS, [replace(AMINA, local_id="77")])
    current = [row for row in await rows(town, named.person_id) if row.status(TODAY) is Status.CURRENT]
    assert [row.professional_id for row in current] == ["pro_acc_lee"]


async def test_days_and_successors_that_make_no_sense_are_refused(town: Town) -> None:
    one = await sams(town)
    for since in (TODAY + timedelta(days=1), one.since, one.since - timedelta(days=1)):
        with pytest.raises(Invalid) as wrong:
            await hand_over(town, SAM, one, since=since)
        assert [found.field for found in wrong.value.fields] == ["since"]
    with pytest.raises(Invalid):
        await hand_over(town, SAM, one, to="")
    with pytest.raises(Invalid):
        await hand_over(town, SAM, one, team="t" * 101)
    with pytest.raises(Conflict, match="already"):
        await hand_over(town, SAM, one, to="pro_acc_sam")


async def test_a_colleague_who_works_with_her_already_is_not_made_to_twice(town: Town) -> None:
    one = await sams(town)
    await town.record(MANAGER, Working(person_id=one.person_id, professional_id="pro_acc_lee", since=LAST_WEEK))
    with pytest.raises(Conflict, match="already"):
        await hand_over(town, SAM, one)


async def test_a_retried_request_hands_over_once(town: Town) -> None:
    one = await sams(town)
    retrying = replace(SAM, idempotency=IdempotencyKey("key-1", "hash"))
    assert await hand_over(town, retrying, one) == await hand_over(town, retrying, one)
    assert len(await rows(town, one.person_id)) == 2


async def test_who_asks_again_and_has_left_is_told_nothing_of_a_private_service(town: Town) -> None:
    """She was named in it until she handed it over; what became of it since is not hers to be told."""
    sam = replace(SAM, idempotency=IdempotencyKey("key-1", "hash"))
    one = await sams(town, shielded=True)
    await hand_over(town, sam, one, since=LAST_WEEK)
    assert (await hand_over(town, sam, one, since=LAST_WEEK)).professional_id == "pro_acc_lee", "the same day she is"
    town.clock.at += timedelta(hours=1)
    moved = replace(sam, claims={**sam.claims, "pro": "pro_acc_sam_elsewhere"})
    with pytest.raises(NotFound):
        await hand_over(town, moved, one, since=LAST_WEEK)
