"""A colleague stands in for a worker: until its last day, and by nothing but its days."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from kith.cases.v1 import networks_pb2 as pb

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller, IdempotencyKey
from services.cases.api.rpc.networks import NetworksServicer, NetworkVerbs
from services.cases.api.rpc.people_messages import network as message
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.networks.cover import Cover
from services.cases.ports.casework import Page
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.networks.arrange_cover import ArrangeCover
from services.cases.usecases.networks.end_cover import EndCover
from services.cases.usecases.networks.get_my_network import GetMyNetwork
from services.cases.usecases.networks.list_covers import ListCovers
from services.cases.usecases.networks.record_involvement import Working
from tests.cases.town import AMINA, COUNCIL, NHS, NOW, REFUGE, TODAY, Town, resident, town_at, worker

SAM, LEE = worker(REFUGE, "acc_sam"), worker(REFUGE, "acc_lee")
BOSS = worker(REFUGE, "acc_boss", role="manager")
TOMORROW, NEXT_WEEK = TODAY + timedelta(days=1), TODAY + timedelta(days=7)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """Sam, of the refuge, works with Amina in a private service; so does the council, openly."""
    async with town_at(database_url, tmp_path) as built:
        await built.take(COUNCIL, [AMINA])
        private = Working(person_id=await built.person(COUNCIL), professional_id="pro_acc_sam", shielded=True)
        await built.record(BOSS, private)
        yield built


async def arrange(
    town: Town,
    by: Caller = SAM,
    whose: str = "",
    covering: str = "pro_acc_lee",
    since: date | None = None,
    until: date | None = NEXT_WEEK,
) -> Cover:
    return await ArrangeCover(town.work, town.ids, town.clock)(by, whose, covering, since, until)


async def seats(town: Town, caller: Caller) -> list[tuple[str, str, date | None]]:
    """Whom each seat that names somebody names, and who covers for her until when; nothing where it is not open."""
    try:
        seen = await town.network(caller, await town.person(COUNCIL))
    except NotFound:
        return []
    named = [seat for seat in seen.seats if seat.involvement.professional_id]
    return [(seat.involvement.professional_id, seat.covered_by, seat.covered_until) for seat in named]


async def test_who_covers_is_shown_what_the_worker_may_see_until_its_last_day_and_not_after(town: Town) -> None:
    assert await seats(town, LEE) == []
    await arrange(town)
    shown = [("pro_acc_sam", "pro_acc_lee", NEXT_WEEK)]
    assert await seats(town, LEE) == shown == await seats(town, SAM)
    town.clock.at += timedelta(days=7)
    assert await seats(town, LEE) == shown, "through its last day"
    town.clock.at += timedelta(days=1)
    assert await seats(town, LEE) == []
    assert await seats(town, SAM) == [("pro_acc_sam", "", None)]


async def test_before_its_first_day_it_opens_nothing(town: Town) -> None:
    await arrange(town, since=TOMORROW)
    assert await seats(town, LEE) == []
    assert await seats(town, SAM) == [("pro_acc_sam", "", None)]
    town.clock.at += timedelta(days=1)
    assert len(await seats(town, LEE)) == 1


async def test_it_opens_nothing_to_anybody_else_nor_to_her_elsewhere(town: Town) -> None:
    before = [await seats(town, caller) for caller in (worker(COUNCIL), worker(REFUGE, "acc_other"))]
    await arrange(town)
    elsewhere = worker(COUNCIL, "acc_lee")
    assert [await seats(town, caller) for caller in (worker(COUNCIL), worker(REFUGE, "acc_other"))] == before
    assert await seats(town, elsewhere) == []
    # Nor does a word given in one organisation open what another holds.
    await arrange(town, worker(COUNCIL, "acc_sam"), covering="pro_stranger")
    assert await seats(town, worker(REFUGE, professional="pro_stranger")) == []


async def test_the_network_is_told_who_stands_in_for_whom_it_sees(town: Town) -> None:
    person_id = await town.person(COUNCIL)
    boss = worker(COUNCIL, "acc_head", role="manager")
    await town.record(boss, Working(person_id=person_id, professional_id="pro_acc_priya", role="social worker"))
    await arrange(town, worker(COUNCIL, "acc_priya"))
    await town.take(NHS, [replace(AMINA, local_id="77")])
    assert await seats(town, worker(NHS)) == [("pro_acc_priya", "pro_acc_lee", NEXT_WEEK)]
    shown = message(await town.network(worker(NHS), person_id), TODAY)
    [one] = [each for each in shown.involvements if each.professional_id]
    assert (one.covered_by, one.covered_until) == ("pro_acc_lee", NEXT_WEEK.isoformat())


async def test_who_acts_for_her_learns_no_name_from_it(town: Town) -> None:
    person_id = await town.person(COUNCIL)
    boss = worker(COUNCIL, "acc_head", role="manager")
    await town.record(boss, Working(person_id=person_id, professional_id="pro_acc_priya"))
    await arrange(town, worker(COUNCIL, "acc_priya"))
    async with town.work() as work:
        await work.account_links.add(AccountLink("lnk_1", "acc_amina", "prf_1", person_id, LinkState.LIVE, "", NOW))
    mine = GetMyNetwork(town.work, Disclose(town.ids, town.clock), town.clock)
    assert sorted(one.covered_by for one in (await mine(resident())).seats) == ["", "pro_acc_lee"]
    claims = {"act": "acc_rosa", "act_kind": "carer", "act_classes": "social_care housing"}
    proxy = Caller("acc_amina", "proxy", frozenset({"acting:read"}), claims)
    for_her = (await mine(proxy)).seats
    assert len(for_her) == 2
    assert {(one.involvement.professional_id, one.covered_by, one.covered_until) for one in for_her} == {("", "", None)}


async def test_a_manager_arranges_it_for_somebody_who_is_away_and_no_colleague_does(town: Town) -> None:
    await arrange(town, BOSS, "pro_acc_sam")
    assert len(await seats(town, LEE)) == 1
    for caller in (LEE, worker(REFUGE, "acc_duty", role="duty")):
        with pytest.raises(Denied):
            await arrange(town, caller, "pro_acc_boss")


async def test_it_ends_at_once_when_either_of_them_or_a_manager_says_so(town: Town) -> None:
    end = EndCover(town.work, town.clock)
    for by in (SAM, LEE, BOSS):
        cover = await arrange(town)
        with pytest.raises(NotFound):
            await end(worker(COUNCIL, role="manager"), cover.id)
        with pytest.raises(Denied):
            await end(worker(REFUGE, "acc_other"), cover.id)
        assert len(await seats(town, LEE)) == 1
        await end(by, cover.id)
        assert await seats(town, LEE) == []
        with pytest.raises(Conflict):
            await end(by, cover.id)


async def test_nobody_is_covered_for_twice_on_one_day(town: Town) -> None:
    await arrange(town, since=TOMORROW)
    for since, until in ((None, TOMORROW), (NEXT_WEEK, None)):
        with pytest.raises(Conflict):
            await arrange(town, since=since, until=until or NEXT_WEEK + timedelta(days=3))
    await arrange(town, until=TODAY)
    await arrange(town, since=NEXT_WEEK + timedelta(days=1), until=NEXT_WEEK + timedelta(days=2))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"covering": ""}, "covering_id"),
        ({"covering": "pro_acc_sam"}, "covering_id"),
        ({"until": None}, "until"),
        ({"until": TODAY - timedelta(days=1)}, "until"),
        ({"until": TODAY + timedelta(days=93)}, "until"),
        ({"since": TODAY - timedelta(days=1)}, "since"),
    ],
)
async def test_what_makes_no_sense_is_refused(town: Town, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await arrange(town, **wrong)
    assert [found.field for found in refused.value.fields] == [field]


async def test_managers_see_all_of_their_own_and_a_worker_hers(town: Town) -> None:
    cover = await arrange(town)
    await arrange(town, worker(COUNCIL, "acc_sam"))
    listed = ListCovers(town.work, town.clock)
    for caller in (SAM, LEE, BOSS, worker(REFUGE, "acc_d", role="duty")):
        assert list((await listed(caller, Page(50))).items) == [cover]
    nameless = worker(REFUGE, "acc_other")
    nameless = replace(nameless, claims={**nameless.claims, "pro": ""})
    for caller in (worker(REFUGE, "acc_other"), nameless):
        assert list((await listed(caller, Page(50))).items) == []
    town.clock.at += timedelta(days=8)
    assert list((await listed(BOSS, Page(50))).items) == []


async def test_a_retried_request_arranges_it_once(town: Town) -> None:
    retrying = replace(SAM, idempotency=IdempotencyKey("key-1", "hash"))
    assert await arrange(town, retrying) == await arrange(town, retrying)


async def test_over_the_wire(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    served: Any = NetworksServicer(NetworkVerbs.over(town.work, town.ids, town.clock))
    monkeypatch.setattr("services.cases.api.rpc.networks.caller", lambda: SAM)
    wish = pb.ArrangeCoverRequest(covering_id="pro_acc_lee", until=NEXT_WEEK.isoformat())
    made = await served.ArrangeCover(wish, None)
    assert (made.professional_id, made.since, made.until) == ("pro_acc_sam", str(TODAY), str(NEXT_WEEK))
    assert list((await served.ListCovers(pb.ListCoversRequest(), None)).covers) == [made]
    ended = await served.EndCover(pb.EndCoverRequest(cover_id=made.id), None)
    assert ended.until == str(TODAY - timedelta(days=1))
    with pytest.raises(Invalid):
        await served.ArrangeCover(pb.ArrangeCoverRequest(covering_id="pro_acc_lee", until="soon"), None)
