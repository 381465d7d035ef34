"""Who belongs to a person is shown to those who work with both, says nothing of where, and to her not at all."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from kith.cases.v1 import networks_pb2 as pb
from sqlalchemy import delete

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller, IdempotencyKey
from services.cases.api.rpc.networks import NetworksServicer, NetworkVerbs, relative
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.networks.family import LINKS_EACH, FamilyLink, Kin, Relative
from services.cases.store.tables.people import identity_link, knowledge
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.networks.list_family import ListFamily
from services.cases.usecases.networks.record_family_link import EndFamilyLink, RecordFamilyLink
from services.cases.usecases.networks.record_involvement import Working
from services.cases.usecases.people.separate_person import SeparatePerson
from tests.cases.conftest import NewDatabase
from tests.cases.private_services.worlds import executed
from tests.cases.town import (
    AMINA,
    COUNCIL,
    NHS,
    NOW,
    NUMBERS,
    REFUGE,
    SCHOOL,
    TODAY,
    Town,
    partner,
    resident,
    row,
    town_at,
    worker,
)

ZED = row("2", given="Zed", birth="2019-04-02", nhs_number=NUMBERS[1], postcode="WS13 6YY", address="1 Bore Street")
PRIYA, NURSE, TEACHER = worker(COUNCIL, "acc_priya"), worker(NHS, "acc_nurse"), worker(SCHOOL, "acc_teacher")


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """Council and NHS work with Amina and her son Zed, the school with Zed alone."""
    async with town_at(database_url, tmp_path) as built:
        await populated(built)
        yield built


async def populated(town: Town) -> None:
    await town.take(COUNCIL, [AMINA, ZED])
    await town.take(NHS, [replace(AMINA, local_id="77"), replace(ZED, local_id="78")])
    await town.take(SCHOOL, [replace(ZED, local_id="S2")])


async def record(
    town: Town,
    by: Caller = PRIYA,
    kin: Kin = Kin.CHILD,
    since: date | None = None,
    people: tuple[str, str] | None = None,
) -> FamilyLink:
    """Zed is Amina's child, unless it is said otherwise."""
    one, other = people or (await town.person(COUNCIL), await town.person(COUNCIL, "2"))
    return await RecordFamilyLink(town.work, town.ids, town.clock)(by, one, other, kin, since)


async def family(town: Town, by: Caller, person_id: str) -> list[Relative]:
    return list(await ListFamily(town.work, town.ids, town.clock)(by, person_id, "direct_care"))


async def kin(town: Town, by: Caller, person_id: str) -> list[tuple[str, str]]:
    return [(one.given_name, one.link.kin.value) for one in await family(town, by, person_id)]


async def test_it_is_shown_to_those_who_work_with_both_from_either_side(town: Town) -> None:
    amina, zed = await town.person(COUNCIL), await town.person(COUNCIL, "2")
    await record(town)
    for caller in (PRIYA, NURSE):
        assert await kin(town, caller, amina) == [("Zed", "child")]
        assert await kin(town, caller, zed) == [("Amina", "parent")]


async def test_an_organisation_records_so_many_of_one_person_at_a_time_whichever_of_the_two_she_is(town: Town) -> None:
    amina, zed = await town.person(COUNCIL), await town.person(COUNCIL, "2")
    await town.take(COUNCIL, [row("3", given="Bela", birth="1980-01-02")])
    bela = await town.person(COUNCIL, "3")
    async with town.work() as work:
        for _ in range(LINKS_EACH):
            one = FamilyLink(town.ids.new("fam"), amina, zed, COUNCIL, Kin.RELATIVE, TODAY, None, "acc_priya")
            await work.family.add(one)
    for people in ((amina, bela), (bela, amina), (zed, bela)):
        with pytest.raises(Conflict) as refused:
            await record(town, people=people)
        assert refused.value.code == "too-many-family-links"
    await EndFamilyLink(town.work, town.clock)(PRIYA, one.id, None)
    town.clock.at += timedelta(days=1)
    await record(town, people=(amina, bela))


async def test_who_may_open_only_one_of_the_two_is_shown_nothing(town: Town) -> None:
    amina, zed = await town.person(COUNCIL), await town.person(COUNCIL, "2")
    await record(town)
    assert await kin(town, TEACHER, zed) == []
    with pytest.raises(NotFound):
        await family(town, TEACHER, amina)
    # Nor to a duty desk, which opens one network at a time, nor by an agency's system.
    for desk in (worker(SCHOOL, role="duty"), worker("org_partner", role="duty")):
        assert await kin(town, desk, zed) == [] == await kin(town, desk, amina)
    for nobody in (replace(partner(NHS), scopes=PRIYA.scopes), replace(resident(), scopes=PRIYA.scopes)):
        with pytest.raises(NotFound):
            await family(town, nobody, zed)
    # It opens with the other network, and closes with it.
    boss = worker(SCHOOL, "acc_head", role="manager")
    joined = await town.record(boss, Working(person_id=amina, professional_id="pro_acc_teacher"))
    assert await kin(town, TEACHER, zed) == [("Amina", "parent")]
    await EndInvolvement(town.work, town.clock)(boss, joined.id, None)
    town.clock.at += timedelta(days=1)
    assert await kin(town, TEACHER, zed) == []


async def test_only_who_works_with_both_records_it_and_is_not_told_which_it_was(town: Town) -> None:
    amina, zed = await town.person(COUNCIL), await town.person(COUNCIL, "2")
    refused = set()
    for people in ((amina, zed), (zed, amina), (zed, "per_unknown"), ("per_unknown", zed)):
        with pytest.raises(NotFound) as problem:
            await record(town, TEACHER, people=people)
        refused.add(str(problem.value))
    assert len(refused) == 1
    with pytest.raises(NotFound):
        await record(town, worker(SCHOOL, role="duty"))
    with pytest.raises(Denied):
        await record(town, replace(partner(NHS), scopes=PRIYA.scopes))


async def test_it_carries_no_address_and_a_shared_home_stays_with_who_recorded_it(town: Town) -> None:
    amina, zed = await town.person(COUNCIL), await town.person(COUNCIL, "2")
    await record(town, kin=Kin.HOUSEHOLD)
    assert await kin(town, PRIYA, amina) == [("Zed", "household")]
    for person_id in (amina, zed):
        assert await kin(town, NURSE, person_id) == []
    await record(town)
    [shown] = await family(town, NURSE, amina)
    for tells in (b"WS13", b"Bore", COUNCIL.encode(), b"acc_priya", b"pro_"):
        assert tells not in relative(shown).SerializeToString()


async def test_what_a_private_service_recorded_is_its_brokers_only(new_database: NewDatabase, tmp_path: Path) -> None:
    """Two worlds: in one the refuge has recorded whom it houses."""
    seen = []
    for name in ("without", "with"):
        (tmp_path / name).mkdir()
        async with town_at(new_database(), tmp_path / name) as town:
            await populated(town)
            await town.take(REFUGE, [replace(AMINA, local_id="R1"), replace(ZED, local_id="R2")], shielded=True)
            amina = await town.person(COUNCIL)
            broker = worker(REFUGE, role="manager")
            if name == "with":
                await record(town, broker)
                assert await kin(town, broker, amina) == [("Zed", "child")]
                with pytest.raises(NotFound):
                    await kin(town, worker(REFUGE), amina)
            else:
                assert await kin(town, broker, amina) == []
            with executed(town) as log:
                shown = [await kin(town, caller, amina) for caller in (PRIYA, NURSE, worker(NHS, role="duty"))]
            seen.append((shown, [statement for statement, _ in log.statements], await town.told()))
    assert seen[0] == seen[1]


async def test_nobody_is_shown_what_is_about_herself(town: Town) -> None:
    amina, zed = await town.person(COUNCIL), await town.person(COUNCIL, "2")
    await record(town)
    async with town.work() as work:
        await work.account_links.add(AccountLink("lnk_1", "acc_priya", "prf_1", amina, LinkState.LIVE, "", NOW))
    with pytest.raises(Denied):
        await family(town, PRIYA, amina)
    assert await kin(town, PRIYA, zed) == []
    with pytest.raises(Denied):
        await record(town)


async def test_each_look_is_on_the_page_of_each_who_was_shown_and_names_nobody(town: Town) -> None:
    amina, zed = await town.person(COUNCIL), await town.person(COUNCIL, "2")
    await family(town, NURSE, amina)
    assert len(await town.looks(amina)) == 1
    assert await town.looks(zed) == []
    await record(town)
    await family(town, NURSE, amina)
    for person_id in (amina, zed):
        look = (await town.looks(person_id))[0]
        assert (look.what, look.organisation_id, look.basis) == ("family", NHS, "member")
        assert look.because == "Looked at family and household, for direct care."
    assert [one for one in await town.told() if one[0] != "involvement.changed"] == []


async def test_it_ends_by_whoever_recorded_it_and_by_nobody_else(town: Town) -> None:
    link = await record(town, since=TODAY - timedelta(days=30))
    amina = await town.person(COUNCIL)
    end = EndFamilyLink(town.work, town.clock)
    for caller in (NURSE, TEACHER):
        with pytest.raises(NotFound):
            await end(caller, link.id, None)
    for until in (TODAY + timedelta(days=1), TODAY - timedelta(days=31)):
        with pytest.raises(Invalid):
            await end(PRIYA, link.id, until)
    await end(worker(COUNCIL, "acc_colleague"), link.id, TODAY - timedelta(days=1))
    assert await kin(town, NURSE, amina) == [] == await kin(town, PRIYA, amina)
    with pytest.raises(Conflict):
        await end(PRIYA, link.id, None)
    await record(town)


async def test_the_same_is_recorded_once_and_a_retried_request_is_answered(town: Town) -> None:
    amina, zed = await town.person(COUNCIL), await town.person(COUNCIL, "2")
    retrying = replace(PRIYA, idempotency=IdempotencyKey("key-1", "hash"))
    assert await record(town, retrying) == await record(town, retrying)
    with pytest.raises(Conflict):
        await record(town)
    with pytest.raises(Conflict):
        await record(town, kin=Kin.PARENT, people=(zed, amina))
    await record(town, kin=Kin.CARER)
    await record(town, NURSE)
    with pytest.raises(Invalid):
        await record(town, people=(amina, amina))
    with pytest.raises(Invalid):
        await record(town, kin=Kin.SIBLING, since=TODAY + timedelta(days=1))


async def test_told_apart_what_an_agency_recorded_goes_with_its_entry(town: Town) -> None:
    """The NHS's entry was never Amina's: her twin is the mother of the child it knows."""
    amina, zed = await town.person(COUNCIL), await town.person(COUNCIL, "2")
    await record(town, NURSE)
    await record(town, PRIYA, Kin.CARER)
    manager = worker(NHS, "acc_manager", role="manager")
    twin = await SeparatePerson(town.work, town.ids, town.clock)(manager, "77", "Her twin; mistyped.")
    assert await kin(town, PRIYA, amina) == [("Zed", "carer")]
    assert await kin(town, PRIYA, zed) == [("Amina", "cared_for")], "of the twin the council hears nothing"
    assert await kin(town, NURSE, twin) == [("Zed", "child")]
    assert await kin(town, NURSE, zed) == [("Amina", "parent")]
    with pytest.raises(NotFound):
        await family(town, PRIYA, twin)


async def test_over_the_wire(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    served: Any = NetworksServicer(NetworkVerbs.over(town.work, town.ids, town.clock))
    monkeypatch.setattr("services.cases.api.rpc.networks.caller", lambda: PRIYA)
    amina, zed = await town.person(COUNCIL), await town.person(COUNCIL, "2")
    wish = pb.RecordFamilyLinkRequest(person_id=amina, other_id=zed, kin="child", since="2019-04-02")
    made = await served.RecordFamilyLink(wish, None)
    [shown] = (await served.ListFamily(pb.ListFamilyRequest(person_id=zed, purpose="direct_care"), None)).links
    assert (shown.id, shown.other_id, shown.kin, shown.own) == (made.id, amina, "parent", True)
    assert (shown.given_name, shown.date_of_birth, shown.since) == ("Amina", "1992-03-04", "2019-04-02")
    ended = await served.EndFamilyLink(pb.EndFamilyLinkRequest(family_link_id=made.id), None)
    assert ended.until == str(TODAY)
    with pytest.raises(Invalid):
        await served.RecordFamilyLink(pb.RecordFamilyLinkRequest(person_id=amina, other_id=zed, kin="lodger"), None)
    with pytest.raises(Invalid):
        await served.ListFamily(pb.ListFamilyRequest(person_id=zed), None)


async def test_it_goes_with_an_entry_that_turns_out_to_be_of_somebody_others_know(
    database_url: str, tmp_path: Path
) -> None:
    async with town_at(database_url, tmp_path) as town:
        await town.take(COUNCIL, [AMINA, ZED])
        await town.take(NHS, [row("77", family="Bee", birth="1992-04-03"), replace(ZED, local_id="78")])
        zed = await town.person(COUNCIL, "2")
        alone = await town.person(NHS, "77")
        await record(town, NURSE, people=(alone, zed))
        await town.take(NHS, [replace(AMINA, local_id="77")])
        amina = await town.person(NHS, "77")
        assert amina == await town.person(COUNCIL) != alone
        assert await kin(town, NURSE, amina) == [("Zed", "child")] == await kin(town, PRIYA, amina)
        assert await kin(town, NURSE, zed) == [("Amina", "parent")]


async def test_of_whom_nobody_has_an_entry_any_more_nothing_is_shown_and_the_rest_is(town: Town) -> None:
    amina, zed = await town.person(COUNCIL), await town.person(COUNCIL, "2")
    await town.take(COUNCIL, [row("3", given="Noor", nhs_number=NUMBERS[2])])
    await record(town)
    await record(town, kin=Kin.SIBLING, people=(amina, await town.person(COUNCIL, "3")))
    async with town.db.transaction() as tx:
        for table in (identity_link, knowledge):
            await tx.execute(delete(table).where(table.c.person_id == zed))
    assert await kin(town, PRIYA, amina) == [("Noor", "sibling")]


async def test_a_colleague_is_not_told_by_recording_what_a_private_service_recorded(town: Town) -> None:
    await town.take(REFUGE, [replace(AMINA, local_id="R1"), replace(ZED, local_id="R2")], shielded=True)
    boss, colleague = worker(REFUGE, "acc_boss", role="manager"), worker(REFUGE, "acc_colleague")
    await record(town, boss)
    for local_id in ("1", "2"):
        person_id = await town.person(COUNCIL, local_id)
        await town.record(boss, Working(person_id=person_id, professional_id="pro_acc_colleague", shielded=True))
    assert (await record(town, colleague)).kin is Kin.CHILD
    with pytest.raises(Conflict):
        await record(town, worker(REFUGE, "acc_boss", role="manager"))


async def test_who_asks_again_once_they_are_closed_to_him_is_told_nothing(town: Town) -> None:
    """Both were told apart since, or the work is over: the gate is asked before an answer is repeated."""
    retrying = replace(NURSE, idempotency=IdempotencyKey("key-1", "hash"))
    one = await record(town, retrying)
    async with town.work() as work:
        [nhs] = [i for i in await work.involvements.of_person(one.person_id) if i.organisation_id == NHS]
    await EndInvolvement(town.work, town.clock)(worker(NHS, role="manager"), nhs.id, None)
    town.clock.at += timedelta(hours=23)
    with pytest.raises(NotFound):
        await record(town, retrying)
