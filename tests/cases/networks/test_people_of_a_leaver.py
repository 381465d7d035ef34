"""Whom somebody still works with by the record, so that they can be handed over: to that one and managers there."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from kith.cases.v1 import networks_pb2 as pb

from chassis.errors import Denied, Invalid
from chassis.tokens import Caller
from services.cases.api.rpc.networks import NetworksServicer, NetworkVerbs
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.networks.hand_over import Successor
from services.cases.domain.networks.involvement import Involvement
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.networks.hand_over_involvement import HandOverInvolvement
from services.cases.usecases.networks.list_people_of import ListPeopleOf, PeopleOf
from services.cases.usecases.networks.record_involvement import Working
from tests.cases.conftest import NewDatabase
from tests.cases.private_services.worlds import executed
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, TODAY, Town, feed, row, town_at, worker

SAM, LEE = worker(COUNCIL, "acc_sam"), worker(COUNCIL, "acc_lee")
MANAGER = worker(COUNCIL, "acc_boss", "manager")
SINCE = TODAY - timedelta(days=30)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        await built.take(COUNCIL, [AMINA, *(row(f"p{n}", f"Given{n}", f"Family{n}") for n in range(4))])
        await built.take(NHS, [replace(AMINA, local_id="77", given_name="Amna")])
        yield built


async def listed(
    town: Town, caller: Caller = MANAGER, whose: str = "pro_acc_sam", after: str = "", limit: int = 50
) -> PeopleOf:
    return await ListPeopleOf(town.work, town.ids, town.clock)(caller, whose, after, limit)


async def works_with(
    town: Town, local_ids: Sequence[str] = ("1",), caller: Caller = MANAGER, shielded: bool = False
) -> list[Involvement]:
    """Sam, for a month."""
    return [
        await town.record(
            caller,
            Working(
                person_id=await town.person(COUNCIL, local_id),
                professional_id="pro_acc_sam",
                role="social worker",
                since=SINCE,
                shielded=shielded,
            ),
        )
        for local_id in local_ids
    ]


async def test_a_manager_and_the_leaver_find_whom_the_record_names_them_with(town: Town) -> None:
    made = await works_with(town, ["1", "p0"])
    for caller in (MANAGER, SAM):
        found = await listed(town, caller)
        assert {one.involvement.id for one in found.items} == {one.id for one in made}
        assert sorted(one.identity.given_name for one in found.items) == ["Amina", "Given0"]


async def test_nobody_else_is_shown_it(town: Town) -> None:
    await works_with(town)
    for caller in (LEE, worker(COUNCIL, "acc_duty", "duty"), worker(COUNCIL, "acc_guardian", "guardian")):
        with pytest.raises(Denied):
            await listed(town, caller)
    with pytest.raises(Denied):
        await listed(town, replace(MANAGER, scopes=frozenset({"people:read"})))
    with pytest.raises(Denied):
        await listed(town, replace(feed(COUNCIL), scopes=MANAGER.scopes, claims=MANAGER.claims))
    for elsewhere in (worker(NHS, "acc_boss", "manager"), worker(NHS, "acc_sam")):
        assert (await listed(town, elsewhere)).items == []


async def test_what_is_over_declared_or_a_teams_is_not_left_behind(town: Town) -> None:
    over, handed, kept = await works_with(town, ["p0", "p1", "p2"])
    await EndInvolvement(town.work, town.clock)(MANAGER, over.id, TODAY)
    await HandOverInvolvement(town.work, town.ids, town.clock)(MANAGER, handed.id, Successor("pro_acc_lee"))
    await town.record(SAM, Working(person_id=await town.person(COUNCIL, "p3")))
    assert [one.involvement.id for one in (await listed(town)).items] == [kept.id]
    assert [one.involvement.professional_id for one in (await listed(town, whose="pro_acc_lee")).items] == [
        "pro_acc_lee"
    ]
    with pytest.raises(Invalid):
        await listed(town, whose="")


async def test_everything_listed_can_be_handed_over(town: Town) -> None:
    await works_with(town, ["1", "p0", "p1"])
    await works_with(town, ["p2"], shielded=True)
    for one in (await listed(town)).items:
        await HandOverInvolvement(town.work, town.ids, town.clock)(
            MANAGER, one.involvement.id, Successor("pro_acc_lee")
        )
    assert (await listed(town)).items == []
    assert len((await listed(town, whose="pro_acc_lee")).items) == 4


async def test_each_person_listed_has_one_look_on_her_page(town: Town) -> None:
    await works_with(town, ["1", "p0"])
    await listed(town)
    for local_id in ("1", "p0"):
        [look] = [one for one in await town.looks(await town.person(COUNCIL, local_id)) if one.what == "caseload"]
        assert (look.by, look.data_classes, look.holder_id) == ("acc_boss", ("identity",), COUNCIL)
        assert look.because == "On the list of people whom somebody works with, to be handed over."
    assert [one for one in await town.looks(await town.person(COUNCIL, "p1")) if one.what == "caseload"] == []


async def test_a_managers_own_person_is_not_on_the_list(town: Town) -> None:
    await works_with(town, ["1", "p0"])
    himself = await town.person(COUNCIL, "p0")
    async with town.work() as work:
        await work.account_links.add(
            AccountLink("lnk_1", MANAGER.subject, "prf_1", himself, LinkState.LIVE, "", town.clock.at)
        )
    assert [one.identity.given_name for one in (await listed(town)).items] == ["Amina"]


async def test_a_private_service_is_on_its_own_managers_list_and_on_no_other(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    """Two worlds: in one a refuge's worker of the same id works with Amina in private, in the other nobody does."""
    seen = []
    for name in ("without", "with"):
        (tmp_path / name).mkdir()
        async with town_at(new_database(), tmp_path / name) as town:
            await town.take(COUNCIL, [AMINA])
            await town.take(NHS, [replace(AMINA, local_id="77")])
            await works_with(town)
            if name == "with":
                refuge = worker(REFUGE, "acc_boss", "manager")
                await works_with(town, caller=refuge, shielded=True)
                [own] = (await listed(town, refuge)).items
                assert own.involvement.shielded
            hers = [one.what for one in await town.looks(await town.person(COUNCIL)) if one.organisation_id == REFUGE]
            assert hers == []
            with executed(town) as log:
                found = await listed(town)
            seen.append(
                (
                    [(one.involvement.organisation_id, one.identity) for one in found.items],
                    [statement for statement, _ in log.statements],
                )
            )
    assert seen[0] == seen[1]


async def test_pages_follow_each_other(town: Town) -> None:
    made = await works_with(town, ["1", "p0", "p1", "p2", "p3"])
    seen, after = list[str](), ""
    while True:
        page = await listed(town, after=after, limit=2)
        seen += [one.involvement.id for one in page.items]
        if not (after := page.after):
            break
    assert sorted(seen) == sorted(one.id for one in made)
    assert len(seen) == len(set(seen))


async def test_over_the_wire(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    served: Any = NetworksServicer(NetworkVerbs.over(town.work, town.ids, town.clock))
    monkeypatch.setattr("services.cases.api.rpc.networks.caller", lambda: MANAGER)
    await works_with(town, ["1", "p0"])
    first = await served.ListPeopleOf(pb.ListPeopleOfRequest(professional_id="pro_acc_sam", limit=1), None)
    rest = await served.ListPeopleOf(
        pb.ListPeopleOfRequest(professional_id="pro_acc_sam", cursor=first.next_cursor), None
    )
    assert (len(first.items), len(rest.items), rest.next_cursor) == (1, 1, "")
    shown = {one.given_name: one for one in (*first.items, *rest.items)}
    assert shown["Amina"].date_of_birth == "1992-03-04"
    assert (shown["Amina"].involvement.role, shown["Amina"].involvement.since) == ("social worker", str(SINCE))
    for cursor in ("???", "AA=="):
        with pytest.raises(Invalid):
            await served.ListPeopleOf(pb.ListPeopleOfRequest(professional_id="pro_acc_sam", cursor=cursor), None)
