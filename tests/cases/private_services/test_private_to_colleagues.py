"""A private service is private within its own organisation too: whom its work does not name, and who neither speaks for
it nor covers there, finds nobody and opens no network by it.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from chassis.errors import Denied, NotFound
from chassis.tokens import Caller
from services.cases.domain.people.finding import ByIdentifier, ByNameAndBirth
from services.cases.usecases.networks.arrange_cover import ArrangeCover
from services.cases.usecases.networks.confirm_involvement import ConfirmInvolvement
from services.cases.usecases.networks.record_involvement import Working
from tests.cases.private_services.worlds import world
from tests.cases.town import COUNCIL, NHS, NUMBERS, TODAY, Town, feed, partner, row, town_at, worker

NOOR = row("N1", given="Noor", family="Khan", birth="1990-01-01", nhs_number=NUMBERS[1])
SAM, LEE, COLLEAGUE = (worker(NHS, f"acc_{name}") for name in ("sam", "lee", "colleague"))
DUTY, BOSS, DPO, GUARDIAN = (worker(NHS, f"acc_{role}", role) for role in ("duty", "manager", "dpo", "guardian"))
SYSTEM = replace(partner(NHS), scopes=SAM.scopes)
WAYS = (
    ByIdentifier("nhs_number", NUMBERS[1]),
    ByIdentifier("local_id", "N1"),
    ByNameAndBirth("Noor", "Khan", date(1990, 1, 1)),
)


async def clinic(town: Town) -> Town:
    """A clinic of the NHS trust knows Noor; Sam works with her there."""
    await town.take(NHS, [NOOR], shielded=True, name="clinic")
    noor = await town.person(NHS, "N1")
    await town.record(BOSS, Working(person_id=noor, professional_id="pro_acc_sam", shielded=True))
    return town


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """Nobody else knows her."""
    async with town_at(database_url, tmp_path) as built:
        yield await clinic(built)


@pytest.fixture
async def known(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """The council knows her too."""
    async with town_at(database_url, tmp_path) as built:
        await built.take(COUNCIL, [replace(NOOR, local_id="2")])
        await clinic(built)
        assert await built.person(COUNCIL, "2") == await built.person(NHS, "N1")
        yield built


async def finds(town: Town, caller: Caller) -> bool:
    """By every way there is alike."""
    outcomes = {(await town.find(by, caller)).outcome for by in WAYS}
    assert len(outcomes) == 1
    return outcomes == {"match"}


async def opens(town: Town, caller: Caller, person_id: str) -> bool:
    try:
        await town.network(caller, person_id)
    except NotFound:
        return False
    return True


async def test_whom_only_it_knows_is_found_by_those_it_names_who_speak_for_it_and_who_look_it_over(town: Town) -> None:
    for caller in (SAM, DUTY, BOSS, DPO, GUARDIAN):
        assert await finds(town, caller), caller.subject
    for caller in (COLLEAGUE, LEE, worker(COUNCIL), worker(COUNCIL, role="duty"), worker(COUNCIL, role="dpo")):
        assert not await finds(town, caller), caller.subject


async def test_its_work_opens_a_network_to_those_it_names_and_who_speak_for_it(known: Town) -> None:
    noor = await known.person(NHS, "N1")
    for caller in (SAM, DUTY, BOSS):
        assert await opens(known, caller, noor), caller.subject
    for caller in (COLLEAGUE, LEE, DPO, GUARDIAN, SYSTEM):
        assert not await opens(known, caller, noor), caller.subject


async def test_a_name_that_only_it_knows_her_by_finds_nobody_for_a_colleague_who_knows_her_by_another(
    town: Town,
) -> None:
    await town.take(NHS, [replace(NOOR, local_id="N2", family_name="Shah")])
    assert await town.person(NHS, "N2") == await town.person(NHS, "N1")
    by_either = [ByNameAndBirth("Noor", family, date(1990, 1, 1)) for family in ("Shah", "Khan")]
    assert [(await town.find(by, COLLEAGUE)).outcome for by in by_either] == ["match", "none"]
    assert [(await town.find(by, SAM)).outcome for by in by_either] == ["match", "match"]
    for caller in (COLLEAGUE, SAM):
        assert (await town.network(caller, await town.person(NHS, "N1"))).family_name == "Shah"


async def test_who_covers_finds_her_and_opens_her_network_while_that_lasts(town: Town) -> None:
    noor = await town.person(NHS, "N1")
    arrange = ArrangeCover(town.work, town.ids, town.clock)
    await arrange(SAM, "", "pro_acc_lee", None, TODAY + timedelta(days=7))
    assert (await finds(town, LEE), await opens(town, LEE, noor)) == (True, True)
    town.clock.at += timedelta(days=8)
    assert (await finds(town, LEE), await opens(town, LEE, noor)) == (False, False)


async def test_who_is_not_told_cannot_say_that_he_works_with_her(town: Town) -> None:
    noor = await town.person(NHS, "N1")
    for whom in (Working(person_id=noor, shielded=True), Working(local_id="N1", shielded=True)):
        with pytest.raises(NotFound):
            await town.record(COLLEAGUE, whom)


async def test_saying_so_of_whom_others_know_opens_nothing_until_it_is_confirmed(known: Town) -> None:
    noor = await known.person(NHS, "N1")
    said = await known.record(COLLEAGUE, Working(person_id=noor, shielded=True))
    assert not await opens(known, COLLEAGUE, noor)
    assert (await known.find(ByIdentifier("local_id", "N1"), COLLEAGUE)).outcome == "none"
    await ConfirmInvolvement(known.work, known.clock)(BOSS, said.id)
    assert await opens(known, COLLEAGUE, noor)
    assert (await known.find(ByIdentifier("local_id", "N1"), COLLEAGUE)).outcome == "match"


async def test_an_open_team_of_the_organisation_makes_members_of_them_all(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path, shielded=False) as town:
        amina = await town.person(NHS, "77")
        await town.take(NHS, [row("P1", nhs_number=NUMBERS[0])], shielded=True, name="clinic")
        for caller in (COLLEAGUE, DPO, SYSTEM):
            assert await opens(town, caller, amina), caller.subject


async def test_who_is_told_of_private_work_only_works_privately_too_where_nothing_else_is_said(known: Town) -> None:
    """A word that somebody forgot would place her there, for her whole network to see."""
    noor, told = await known.person(NHS, "N1"), await known.told()
    for caller, working in (
        (DUTY, Working(person_id=noor)),
        (BOSS, Working(person_id=noor, professional_id="pro_new")),
        (feed(NHS), Working(local_id="N1", professional_id="pro_from_the_list")),
    ):
        assert (await known.record(caller, working)).shielded, caller.subject
    arrange = ArrangeCover(known.work, known.ids, known.clock)
    await arrange(SAM, "", "pro_acc_lee", None, TODAY)
    assert (await known.record(LEE, Working(person_id=noor))).shielded, "he covers there"
    assert await known.told() == told, "no event tells of it"
    assert {one.involvement.organisation_id for one in (await known.network(worker(COUNCIL), noor)).seats} == {COUNCIL}


async def test_only_who_speaks_for_private_services_works_openly_where_all_work_is_private(known: Town) -> None:
    noor = await known.person(NHS, "N1")
    with pytest.raises(Denied, match="duty desk or a manager"):
        await known.record(SAM, Working(person_id=noor, role="Nurse", shielded=False))
    assert not (await known.record(BOSS, Working(person_id=noor, professional_id="pro_ward", shielded=False))).shielded
    assert not (await known.record(DUTY, Working(person_id=noor))).shielded, "they are known to work with her now"


async def test_a_colleague_who_is_told_of_no_private_work_says_what_he_would_without_it(known: Town) -> None:
    noor = await known.person(NHS, "N1")
    for shielded in (None, False):
        said = await known.record(worker(NHS, f"acc_{shielded}"), Working(person_id=noor, shielded=shielded))
        assert not said.shielded
