"""Somebody looks at who is only likely: sees what agrees and nothing else, decides, and can take it back."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller, IdempotencyKey
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.contacts.safe_contact import SILENCE, SafeContact
from services.cases.domain.people.possible_link import Decided, PossibleLink
from services.cases.ports.casework import Page
from services.cases.usecases.casework.create_case import CreateCase
from services.cases.usecases.people.decide_possible_link import DecidePossibleLink
from services.cases.usecases.people.get_possible_link import GetPossibleLink
from services.cases.usecases.people.list_possible_links import ListPossibleLinks
from services.cases.usecases.people.separate_person import SeparatePerson
from tests.cases.town import AMINA, COUNCIL, NHS, NUMBERS, REFUGE, SCHOOL, Town, row, town_at, worker

MANAGER = worker(NHS, "acc_manager", role="manager")
WHY = "She moved in March; her mother's number is the same."
MOVED = row("77", postcode="B1 1AA", phone="0121 2")


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        await built.take(COUNCIL, [AMINA])
        await built.take(NHS, [MOVED])
        yield built


async def waiting(town: Town, caller: Caller = MANAGER) -> list[PossibleLink]:
    return list((await ListPossibleLinks(town.work)(caller, Page(50))).items)


async def decide(
    town: Town, link: PossibleLink, *, same: bool | None, caller: Caller = MANAGER, why: str = WHY
) -> PossibleLink:
    return await DecidePossibleLink(town.work, town.ids, town.clock)(caller, link.id, same, why)


async def test_a_manager_sees_per_field_what_agrees_and_not_what_another_agency_wrote(town: Town) -> None:
    [link] = await waiting(town)
    assert link.local_id == "77"
    assert link.said == {
        "given_name": "agree",
        "family_name": "agree",
        "date_of_birth": "agree",
        "nhs_number": "missing",
        "place": "differ",
        "phone": "differ",
        "sex": "missing",
    }
    assert await waiting(town, worker(COUNCIL, role="manager")) == [], "the council's entry waits for nobody"


async def look(town: Town, link: PossibleLink, caller: Caller = MANAGER) -> Mapping[str, str]:
    """What the agency's own entry says."""
    return (await GetPossibleLink(town.work, town.keys, town.ids, town.clock)(caller, link.id)).own


async def test_beside_it_stands_what_the_agencys_own_entry_says_and_the_look_is_logged(town: Town) -> None:
    [link] = await waiting(town)
    own = await look(town, link)
    assert own == {
        "given_name": "Amina",
        "family_name": "Begum",
        "date_of_birth": "1992-03-04",
        "nhs_number": "",
        "place": "B1 1AA",
        "phone": "0121 2",
        "sex": "",
    }
    assert "Bore Street" not in str(own) + str(link.said)
    before = await town.person(NHS, "77")
    [looked] = await town.looks(before)
    assert (looked.what, looked.data_classes, looked.by) == ("entry", ("contact", "identity"), "acc_manager")
    assert await town.looks(await town.person(COUNCIL)) == []


async def test_the_other_agencys_manager_and_who_is_no_manager_see_nothing_of_it(town: Town) -> None:
    [link] = await waiting(town)
    with pytest.raises(NotFound):
        await look(town, link, worker(COUNCIL, role="manager"))
    with pytest.raises(Denied):
        await look(town, link, worker(NHS))
    assert await town.looks(await town.person(NHS, "77")) == []


@pytest.mark.parametrize("local", [(NHS, "77"), (COUNCIL, "1")])
async def test_about_himself_somebody_else_decides(town: Town, local: tuple[str, str]) -> None:
    [link] = await waiting(town)
    who = await town.person(*local)
    his = AccountLink("alk_1", MANAGER.subject, "prf_1", who, LinkState.PROPOSED, "nhs_number", town.clock.now())
    async with town.work() as work:
        await work.account_links.add(his)
    assert await waiting(town) == []
    with pytest.raises(NotFound):
        await look(town, link)
    with pytest.raises(NotFound):
        await decide(town, link, same=False)


async def test_pressed_twice_it_is_decided_once_and_undone_once(town: Town) -> None:
    [link] = await waiting(town)
    twice = replace(MANAGER, idempotency=IdempotencyKey("once", "hash"))
    for _ in range(2):
        assert (await decide(town, link, same=True, caller=twice)).decided is Decided.LINKED
    assert len(await town.links()) == 1
    undo = replace(MANAGER, idempotency=IdempotencyKey("again", "hash"))
    separate = SeparatePerson(town.work, town.ids, town.clock)
    apart = {await separate(undo, "77", "It was her cousin.") for _ in range(2)}
    assert apart == {await town.person(NHS, "77")}


async def test_one_person_from_now_on_with_the_agencys_involvement_and_the_network_hears(town: Town) -> None:
    [link] = await waiting(town)
    assert (await decide(town, link, same=True)).decided is Decided.LINKED
    amina = await town.person(COUNCIL)
    assert await town.person(NHS, "77") == amina
    names = [seat.organisation_name for seat in (await town.network(worker(COUNCIL), amina)).seats]
    assert names == ["Lichfield District Council", "Midlands NHS Trust"]
    assert (await town.told())[-1] == ("involvement.changed", amina)
    [made] = await town.links()
    assert (made.rule, made.score) == ("decided_by_a_person", link.score)
    assert await waiting(town) == []


async def test_a_link_that_was_decided_is_undone_as_any_other(town: Town) -> None:
    before = await town.person(NHS, "77")
    [link] = await waiting(town)
    await decide(town, link, same=True)
    assert await SeparatePerson(town.work, town.ids, town.clock)(MANAGER, "77", "It was her cousin.") == before
    assert await town.person(NHS, "77") == before
    assert await waiting(town) == []


async def test_what_was_linked_is_found_again_until_it_is_undone(town: Town) -> None:
    [link] = await waiting(town)
    await decide(town, link, same=True)
    [linked] = (await ListPossibleLinks(town.work)(MANAGER, Page(50), linked=True)).items
    assert (linked.id, linked.decided) == (link.id, Decided.LINKED)
    assert (await look(town, linked))["given_name"] == "Amina"
    await SeparatePerson(town.work, town.ids, town.clock)(MANAGER, "77", "It was her cousin.")
    assert (await ListPossibleLinks(town.work)(MANAGER, Page(50), linked=True)).items == []


async def test_how_she_may_be_contacted_is_no_more_than_before_by_anybodys_word(town: Town) -> None:
    before, amina = await town.person(NHS, "77"), await town.person(COUNCIL)
    forbidden = SafeContact(
        "sct_1", before, NHS, SILENCE, "en", False, "", "", "acc_nurse", town.clock.now(), date(2027, 6, 1)
    )
    async with town.work() as work:
        await work.safe_contacts.add(forbidden)
    [link] = await waiting(town)
    await decide(town, link, same=True)
    async with town.work() as work:
        [carried] = await work.safe_contacts.of(amina)
    assert (carried.organisation_id, carried.limits, carried.review_on) == (NHS, SILENCE, date(2027, 6, 1))


async def test_an_account_that_was_confirmed_as_hers_is_seen_to_first(town: Town) -> None:
    before = await town.person(NHS, "77")
    hers = AccountLink("alk_1", "acc_amina", "prf_1", before, LinkState.PROPOSED, "nhs_number", town.clock.now())
    async with town.work() as work:
        await work.account_links.add(hers)
    [link] = await waiting(town)
    with pytest.raises(Conflict, match="account"):
        await decide(town, link, same=True)
    assert await town.person(NHS, "77") == before


async def test_two_people_stay_two_and_nobody_is_asked_again(town: Town) -> None:
    [link] = await waiting(town)
    assert (await decide(town, link, same=False)).decided is Decided.REFUSED
    assert await town.person(NHS, "77") != await town.person(COUNCIL)
    await town.take(NHS, [MOVED])
    assert await waiting(town) == []
    assert await town.told() == []
    with pytest.raises(Conflict):
        await decide(town, link, same=True)


async def test_of_several_who_fit_one_is_chosen_and_the_others_are_refused_with_it(town: Town) -> None:
    await town.take(COUNCIL, [row("2", nhs_number=NUMBERS[1], postcode="B1 1AB")])
    await town.take(SCHOOL, [row("S1", postcode="B1 1AC")])
    school = worker(SCHOOL, role="manager")
    links = await waiting(town, school)
    amina = await town.person(COUNCIL)
    [chosen] = [one for one in links if one.person_id == amina]
    assert len(links) > 1
    await decide(town, chosen, same=True, caller=school)
    assert await waiting(town, school) == []
    assert await town.person(SCHOOL, "S1") == amina


async def test_only_a_manager_of_the_agency_decides_and_says_why(town: Town) -> None:
    [link] = await waiting(town)
    with pytest.raises(Denied):
        await waiting(town, worker(NHS))
    with pytest.raises(Denied):
        await decide(town, link, same=True, caller=worker(NHS))
    with pytest.raises(NotFound):
        await decide(town, link, same=True, caller=worker(COUNCIL, role="manager"))
    with pytest.raises(Invalid):
        await decide(town, link, same=True, why=" ")
    with pytest.raises(Invalid):
        await decide(town, link, same=None)
    assert [one.decided for one in await waiting(town)] == [Decided.NOT]


async def test_what_was_written_meanwhile_is_not_moved_by_guesswork(town: Town) -> None:
    await CreateCase(town.work, town.ids, town.clock)(worker(NHS), await town.person(NHS, "77"), "Asthma", "health")
    [link] = await waiting(town)
    with pytest.raises(Conflict, match="cases"):
        await decide(town, link, same=True)


async def test_an_agency_that_knows_her_already_has_to_look_at_its_own_entries_first(town: Town) -> None:
    [link] = await waiting(town)
    await town.take(NHS, [row("78", nhs_number=NUMBERS[0])])
    with pytest.raises(Conflict, match="another local id"):
        await decide(town, link, same=True)


async def test_what_a_shielded_service_knows_waits_for_nobody_elsewhere(town: Town) -> None:
    await town.take(REFUGE, [row("1", given="Zainab", phone="01543 496001")], shielded=True)
    await town.take(COUNCIL, [row("2", given="Zainab", phone="01543 496002")])
    assert await waiting(town, worker(COUNCIL, role="manager")) == []


async def test_an_entry_that_is_erased_waits_no_longer(town: Town) -> None:
    from sqlalchemy import delete

    from services.cases.store.tables.people import knowledge

    async with town.db.transaction() as tx:
        await tx.execute(delete(knowledge).where(knowledge.c.organisation_id == NHS))
    assert await waiting(town) == []
