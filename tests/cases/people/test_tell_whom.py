"""Whom a form is about: as a worker's own organisation recorded them, and by nobody else's word."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from chassis.errors import Denied, Invalid
from chassis.tokens import Caller
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.store.tables.metadata import log
from services.cases.usecases.networks.arrange_cover import ArrangeCover
from services.cases.usecases.networks.record_involvement import Working
from services.cases.usecases.people.tell_whom import MOST, TellWhom
from tests.cases.conftest import NewDatabase
from tests.cases.private_services.worlds import apart, executed, world
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

CLINIC = "sexual health"
ZARA = row("Z1", given="Zara", family="Khan", birth="1990-01-01", nhs_number=NUMBERS[1])
PRIVATELY = replace(ZARA, local_id="P1", given_name="Zarah")
SAM, LEE, COLLEAGUE = (worker(NHS, f"acc_{name}") for name in ("sam", "lee", "colleague"))


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """The council knows Amina, and the NHS by another spelling."""
    async with town_at(database_url, tmp_path) as built:
        await built.take(COUNCIL, [AMINA])
        await built.take(NHS, [replace(AMINA, local_id="77", given_name="Aminah")])
        yield built


async def told(town: Town, caller: Caller, *person_ids: str) -> dict[str, str]:
    """Given names by id."""
    found = await TellWhom(town.work, town.clock)(caller, person_ids)
    return {person_id: identity.given_name for person_id, identity in found.items()}


async def leaves(town: Town) -> int:
    async with town.db.reading() as tx:
        counted = select(func.count()).select_from(log.leaf).where(log.leaf.c.kind == "whom.told")
        return int((await tx.execute(counted)).scalar_one())


async def test_each_organisation_is_told_what_it_recorded_itself(town: Town) -> None:
    amina = await town.person(COUNCIL)
    assert await town.person(NHS, "77") == amina, "they know one person"
    assert await told(town, worker(COUNCIL), amina) == {amina: "Amina"}
    assert await told(town, worker(NHS), amina) == {amina: "Aminah"}
    identity = (await TellWhom(town.work, town.clock)(worker(COUNCIL), [amina]))[amina]
    assert (identity.family_name, identity.date_of_birth) == ("Begum", date(1992, 3, 4))


@pytest.mark.parametrize("role", ["worker", "duty", "manager"])
async def test_an_organisation_without_an_entry_is_told_no_more_than_of_nobody(town: Town, role: str) -> None:
    amina, stranger = await town.person(COUNCIL), worker(SCHOOL, role=role)
    assert await told(town, stranger, amina) == await told(town, stranger, "per_nobody") == {}
    assert await leaves(town) == 0


async def test_of_several_those_that_it_knows_are_told(town: Town) -> None:
    await town.take(COUNCIL, [replace(ZARA, local_id="2")])
    amina, zara = await town.person(COUNCIL), await town.person(COUNCIL, "2")
    asked = await told(town, worker(COUNCIL), amina, "per_nobody", zara, amina)
    assert asked == {amina: "Amina", zara: "Zara"}
    with pytest.raises(Invalid):
        await told(town, worker(COUNCIL), *(f"per_{number}" for number in range(MOST + 1)))


@pytest.mark.parametrize("state", [LinkState.LIVE, LinkState.PROPOSED])
async def test_nobody_is_told_of_himself_not_by_an_account_that_waits_either(town: Town, state: LinkState) -> None:
    amina = await town.person(COUNCIL)
    async with town.work() as work:
        await work.account_links.add(AccountLink("lnk_1", "acc_worker", "prf_1", amina, state, "", NOW))
    assert await told(town, worker(COUNCIL), amina) == {}
    assert await told(town, worker(COUNCIL, "acc_other"), amina) == {amina: "Amina"}


async def test_who_is_no_worker_is_refused(town: Town) -> None:
    amina, system = await town.person(COUNCIL), partner(COUNCIL)
    with pytest.raises(Denied):
        await told(town, replace(system, scopes=system.scopes | {"people:read"}), amina)
    with pytest.raises(Denied):
        await told(town, resident(), amina)
    with pytest.raises(Denied):
        await told(town, replace(worker(COUNCIL), scopes=frozenset({"people:write"})), amina)


async def test_it_is_in_the_log_and_among_no_looks_and_nobody_hears(town: Town) -> None:
    amina = await town.person(COUNCIL)
    looks, events = await town.looks(amina), await town.told()
    await told(town, worker(COUNCIL), amina)
    assert await leaves(town) == 1
    assert (await town.looks(amina), await town.told()) == (looks, events)


@asynccontextmanager
async def _with_a_clinic(url: str, folder: Path, *, privately: bool) -> AsyncIterator[tuple[Town, str]]:
    """The council knows Zara; with `privately`, so does a private service of the NHS, by its own name for her."""
    async with town_at(url, folder) as town:
        await town.take(COUNCIL, [ZARA])
        zara = await town.person(COUNCIL, "Z1")
        if privately:
            clinic = apart(town)
            await clinic.take(NHS, [PRIVATELY], shielded=True, name=CLINIC)
            assert await clinic.person(NHS, "P1") == zara
            boss = worker(NHS, "acc_boss", role="manager")
            private = Working(person_id=zara, professional_id="pro_acc_sam", shielded=True)
            await clinic.record(boss, private)
        yield town, zara


async def test_within_a_private_service_its_brokers_and_those_it_names_are_told(
    database_url: str, tmp_path: Path
) -> None:
    async with _with_a_clinic(database_url, tmp_path, privately=True) as (town, zara):
        for caller in (worker(NHS, role="duty"), worker(NHS, role="manager"), SAM):
            assert await told(town, caller, zara) == {zara: "Zarah"}
        assert await told(town, LEE, zara) == {}
        arrange = ArrangeCover(town.work, town.ids, town.clock)
        await arrange(SAM, "", "pro_acc_lee", None, TODAY + timedelta(days=7))
        assert await told(town, LEE, zara) == {zara: "Zarah"}, "while she covers for him"
        town.clock.at += timedelta(days=8)
        assert await told(town, LEE, zara) == {}


@pytest.mark.parametrize("openly", [False, True])
async def test_a_colleague_is_told_the_same_by_the_same_statements_with_and_without_the_private_service(
    new_database: NewDatabase, tmp_path: Path, *, openly: bool
) -> None:
    seen = []
    for privately in (False, True):
        (folder := tmp_path / str(privately)).mkdir()
        async with _with_a_clinic(new_database(), folder, privately=privately) as (town, zara):
            if openly:
                await town.take(NHS, [replace(ZARA, local_id="77")])
            with executed(town) as log_:
                names = await told(town, COLLEAGUE, zara)
            seen.append((zara, names, await leaves(town), log_.statements))
    assert seen[0][1] == ({seen[0][0]: "Zara"} if openly else {})
    assert len(seen[0][3]) >= 3
    assert seen[0] == seen[1]


async def test_what_is_recorded_openly_comes_before_what_a_private_service_recorded(
    database_url: str, tmp_path: Path
) -> None:
    async with _with_a_clinic(database_url, tmp_path, privately=True) as (town, zara):
        await town.take(NHS, [replace(ZARA, local_id="77")])
        assert await town.person(NHS, "77") == zara
        for caller in (COLLEAGUE, SAM, worker(NHS, role="duty")):
            assert await told(town, caller, zara) == {zara: "Zara"}


@pytest.mark.parametrize("organisation", [COUNCIL, SCHOOL])
@pytest.mark.parametrize("role", ["worker", "duty"])
async def test_anothers_private_service_moves_nothing(
    new_database: NewDatabase, tmp_path: Path, organisation: str, role: str
) -> None:
    seen = []
    for shielded in (False, True):
        (folder := tmp_path / str(shielded)).mkdir()
        async with world(new_database(), folder, shielded=shielded) as town:
            amina = await town.person(COUNCIL)
            with executed(town) as log_:
                seen.append((await told(town, worker(organisation, role=role), amina), log_.statements))
    assert seen[0] == seen[1]


async def test_whom_only_a_private_service_of_another_knows_is_nobody(town: Town) -> None:
    await town.take(REFUGE, [PRIVATELY], shielded=True)
    zara = await town.person(REFUGE, "P1")
    assert await told(town, worker(COUNCIL, role="duty"), zara) == {}
    assert await told(town, worker(REFUGE, role="duty"), zara) == {zara: "Zarah"}
