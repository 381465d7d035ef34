"""Someone registering in her name does not reach her network; she herself does, once an agency has met her."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.account_link import AccountLink, BadEnd, LinkState, Proven
from services.cases.domain.people.person import Identity
from services.cases.ports.casework import Page
from services.cases.usecases.account_links.confirm_account_link import ConfirmAccountLink
from services.cases.usecases.account_links.end_account_link import EndAccountLink
from services.cases.usecases.account_links.end_closed_account import EndClosedAccount
from services.cases.usecases.account_links.list_account_links import ListAccountLinks, Listed
from services.cases.usecases.account_links.propose_account_link import ProposeAccountLink
from services.cases.usecases.account_links.suspend_account_link import SuspendAccountLink
from services.cases.usecases.contacts.list_messages import ListMessages
from services.cases.usecases.contacts.send_messages import SendMessages
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.networks.get_my_network import GetMyNetwork
from tests.cases.contacts.test_messages import Door
from tests.cases.town import AMINA, COUNCIL, NHS, NUMBERS, REFUGE, SCHOOL, Town, resident, row, town_at, worker

CHANGED = "account-link.changed"
PROVEN = Identity("Amina", "Begum", date(1992, 3, 4), NUMBERS[0], "WS13 6YY")


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        await built.take(COUNCIL, [AMINA])
        await built.take(NHS, [replace(AMINA, local_id="77")])
        yield built


async def prove(
    town: Town, identity: Identity, account: str = "acc_amina", confidence: str = "medium", event: str = "evt_1"
) -> AccountLink | None:
    """Identity tells that the account proved this; the link that came of it."""
    town.proofs.proven_by_account[account] = Proven("prf_1", confidence, identity)
    await ProposeAccountLink(town.work, town.proofs, town.ids, town.clock)(event, account)
    async with town.work() as work:
        return await work.account_links.open_of(account)


async def proposed(town: Town) -> AccountLink:
    link = await prove(town, PROVEN)
    assert link
    assert link.state is LinkState.PROPOSED
    return link


async def make(town: Town, by: Caller, link: AccountLink, method: str = "in_person", whom: str = "") -> AccountLink:
    return await ConfirmAccountLink(town.work, town.ids, town.clock)(by, link.id, method, whom)


async def listed(town: Town, organisation: str) -> list[Listed]:
    return [*(await ListAccountLinks(town.work, town.clock)(worker(organisation), Page(50))).items]


async def pages(town: Town, account: str = "acc_amina") -> int:
    mine = await GetMyNetwork(town.work, Disclose(town.ids, town.clock), town.clock)(resident(account))
    return len(mine.seats)


async def test_a_proof_and_one_exact_match_propose_a_link_and_open_nothing(town: Town) -> None:
    link = await proposed(town)
    assert link.person_id == await town.person(COUNCIL)
    assert await pages(town) == await pages(town, "acc_unknown") == 0


async def test_an_agency_that_works_with_her_makes_it_live(town: Town) -> None:
    link = await proposed(town)
    live = await make(town, worker(COUNCIL), link)
    assert live.state is LinkState.LIVE
    assert await pages(town) == 2


async def test_an_agency_that_does_not_work_with_her_neither_sees_nor_makes_it(town: Town) -> None:
    link = await proposed(town)
    assert await listed(town, SCHOOL) == []
    with pytest.raises(NotFound) as no_link:
        await EndAccountLink(town.work, town.ids, town.clock)(worker(SCHOOL), "lnk_none", "No.")
    for act in (
        make(town, worker(SCHOOL), link),
        EndAccountLink(town.work, town.ids, town.clock)(worker(SCHOOL), link.id, "No."),
    ):
        with pytest.raises(NotFound) as refused:
            await act
        assert str(refused.value) == str(no_link.value)
    [one] = await listed(town, NHS)
    assert one.identity == replace(PROVEN)


async def test_a_namesake_is_not_linked(town: Town) -> None:
    link = await prove(town, replace(PROVEN, nhs_number="", postcode="B1 1AA"))
    assert link
    assert (link.state, link.person_id) == (LinkState.OFFICER, "")


async def test_a_number_that_belongs_to_somebody_else_is_not_linked_by_name(town: Town) -> None:
    link = await prove(town, replace(PROVEN, nhs_number=NUMBERS[1]))
    assert link
    assert (link.state, link.person_id) == (LinkState.OFFICER, "")


async def test_two_who_fit_are_left_to_an_officer(town: Town) -> None:
    await town.take(SCHOOL, [row("S1", postcode="WS13 6YY", nhs_number=NUMBERS[1])])
    link = await prove(town, replace(PROVEN, nhs_number=""))
    assert link
    assert (link.state, link.why) == (LinkState.OFFICER, "more than one fits")


async def test_a_shielded_service_alone_makes_no_match(town: Town) -> None:
    await town.take(REFUGE, [row("R1", given="Noor", nhs_number=NUMBERS[1])], shielded=True)
    link = await prove(town, replace(PROVEN, given_name="Noor", nhs_number=NUMBERS[1]))
    assert link
    assert (link.state, link.why) == (LinkState.OFFICER, "nobody fits")


async def test_a_second_account_for_the_same_person_is_left_to_an_officer(town: Town) -> None:
    await proposed(town)
    other = await prove(town, PROVEN, account="acc_impostor", event="evt_2")
    assert other
    assert (other.state, other.person_id) == (LinkState.OFFICER, "")


@pytest.mark.parametrize("confidence", ["none", "low", ""])
async def test_a_weak_proof_proposes_nothing(town: Town, confidence: str) -> None:
    assert await prove(town, PROVEN, confidence=confidence) is None


async def test_the_same_event_twice_proposes_once(town: Town) -> None:
    link = await proposed(town)
    assert (await proposed(town)).id == link.id
    assert len(await listed(town, COUNCIL)) == 1


async def test_a_better_proof_lifts_a_link_from_the_officers_queue(town: Town) -> None:
    first = await prove(town, replace(PROVEN, nhs_number="", postcode="B1 1AA"))
    second = await prove(town, PROVEN, event="evt_2")
    assert first
    assert second
    assert (second.id, second.state) == (first.id, LinkState.PROPOSED)


async def test_an_officer_of_a_council_that_knows_her_links_whom_he_met(town: Town) -> None:
    link = await prove(town, replace(PROVEN, nhs_number="", postcode="B1 1AA"))
    assert link
    whom = await town.person(COUNCIL)
    assert [one.link.id for one in await listed(town, COUNCIL)] == [link.id]
    assert await listed(town, NHS) == []
    with pytest.raises(NotFound):
        await make(town, worker(NHS), link, whom=whom)
    with pytest.raises(Invalid):
        await make(town, worker(COUNCIL), link, method="safe_contact_code", whom=whom)
    with pytest.raises(NotFound):
        await make(town, worker(COUNCIL), link, whom="per_unknown")
    await make(town, worker(COUNCIL), link, whom=whom)
    assert await pages(town) == 2


async def test_whoever_reads_out_the_reference_of_an_account_is_found_by_it_and_so_is_whose_link_is_to_be_undone(
    town: Town,
) -> None:
    left = await prove(town, replace(PROVEN, nhs_number="", postcode="B1 1AA"), "acc_moved")
    other = await prove(town, replace(PROVEN, nhs_number="", postcode="B1 1AB"), "acc_other", event="evt_2")
    assert left
    assert other
    whom, at = await town.person(COUNCIL), ListAccountLinks(town.work, town.clock)

    async def found(by: Caller, *, account_id: str = "", person_id: str = "") -> list[str]:
        return [one.link.id for one in (await at(by, Page(50), account_id=account_id, person_id=person_id)).items]

    assert await found(worker(COUNCIL), account_id="acc_moved") == [left.id]
    assert await found(worker(COUNCIL), account_id="acc_unknown") == []
    assert await found(worker(NHS), account_id="acc_moved") == []
    assert await found(worker(COUNCIL, "acc_moved"), account_id="acc_moved") == []
    assert await found(worker(COUNCIL), person_id=whom) == []
    await make(town, worker(COUNCIL), left, whom=whom)
    assert await found(worker(COUNCIL), person_id=whom) == await found(worker(NHS), person_id=whom) == [left.id]
    assert await found(worker(SCHOOL), person_id=whom) == []
    assert await found(worker(COUNCIL), person_id="per_unknown") == []


async def test_nobody_confirms_his_own_account(town: Town) -> None:
    link = await proposed(town)
    with pytest.raises(Denied):
        await make(town, worker(COUNCIL, "acc_amina"), link)


async def test_a_wrong_link_is_reversed_and_the_page_is_empty_again(town: Town) -> None:
    link = await proposed(town)
    await make(town, worker(COUNCIL), link)
    ended = await EndAccountLink(town.work, town.ids, town.clock)(worker(NHS), link.id, "Another Amina Begum.")
    assert ended.state is LinkState.ENDED
    assert await pages(town) == 0
    with pytest.raises(Conflict):
        await make(town, worker(COUNCIL), link)


async def test_closing_the_account_ends_the_link(town: Town) -> None:
    link = await proposed(town)
    await make(town, worker(COUNCIL), link)
    await EndClosedAccount(town.work, town.ids, town.clock)("evt_9", "acc_amina")
    assert await pages(town) == 0
    await EndClosedAccount(town.work, town.ids, town.clock)("evt_10", "acc_unknown")


async def suspend(town: Town, end: BadEnd = BadEnd.DOUBTED, event: str = "evt_5") -> None:
    """Identity tells that a proof of hers ended badly; nothing else proves who she is."""
    del town.proofs.proven_by_account["acc_amina"]
    await SuspendAccountLink(town.work, town.proofs, town.ids, town.clock)(event, "acc_amina", end)


async def live(town: Town) -> AccountLink:
    return await make(town, worker(COUNCIL), await proposed(town))


@pytest.mark.parametrize("end", BadEnd)
async def test_once_a_proof_ends_badly_her_page_is_as_if_nobody_was_involved(town: Town, end: BadEnd) -> None:
    link = await live(town)
    assert await pages(town) == 2
    await suspend(town, end)
    assert await pages(town) == await pages(town, "acc_unknown") == 0
    for organisation in (COUNCIL, NHS):
        [one] = await listed(town, organisation)
        assert (one.link.id, one.link.state) == (link.id, LinkState.SUSPENDED)
    assert await listed(town, SCHOOL) == []


async def test_a_proposed_link_is_suspended_too_and_nobody_confirms_it_meanwhile(town: Town) -> None:
    link = await proposed(town)
    await suspend(town)
    with pytest.raises(Conflict):
        await make(town, worker(COUNCIL), link)
    assert await pages(town) == 0


async def test_a_link_left_to_an_officer_waits_for_a_good_proof(town: Town) -> None:
    link = await prove(town, replace(PROVEN, nhs_number="", postcode="B1 1AA"))
    assert link
    await suspend(town)
    assert await listed(town, COUNCIL) == []
    with pytest.raises(Conflict):
        await make(town, worker(COUNCIL), link, whom=await town.person(COUNCIL))


async def test_cleared_and_confirmed_again_the_link_is_restored(town: Town) -> None:
    link = await live(town)
    await suspend(town)
    again = await prove(town, PROVEN, event="evt_6")
    assert again
    assert (again.id, again.state) == (link.id, LinkState.PROPOSED)
    assert await pages(town) == 0
    await make(town, worker(NHS), again)
    assert await pages(town) == 2


async def test_the_same_bad_end_told_twice_suspends_once(town: Town) -> None:
    await live(town)
    await suspend(town)
    again = await prove(town, PROVEN, event="evt_6")
    assert again
    await make(town, worker(NHS), again)
    await SuspendAccountLink(town.work, town.proofs, town.ids, town.clock)("evt_5", "acc_amina", BadEnd.DOUBTED)
    assert await pages(town) == 2


async def test_withdrawing_one_proof_of_two_leaves_the_link(town: Town) -> None:
    await live(town)
    await SuspendAccountLink(town.work, town.proofs, town.ids, town.clock)("evt_5", "acc_amina", BadEnd.WITHDRAWN)
    assert await pages(town) == 2


async def test_what_speaks_against_one_proof_suspends_whatever_others_say(town: Town) -> None:
    await live(town)
    await SuspendAccountLink(town.work, town.proofs, town.ids, town.clock)("evt_5", "acc_amina", BadEnd.DOUBTED)
    assert await pages(town) == 0


async def test_while_hers_is_suspended_the_person_it_is_about_can_be_linked_to_another(town: Town) -> None:
    await live(town)
    await suspend(town)
    herself = await prove(town, PROVEN, account="acc_herself", event="evt_6")
    assert herself
    await make(town, worker(COUNCIL), herself)
    assert (await pages(town, "acc_herself"), await pages(town)) == (2, 0)
    cleared = await prove(town, PROVEN, event="evt_7")
    assert cleared
    assert (cleared.state, cleared.person_id) == (LinkState.OFFICER, "")


async def test_a_suspended_link_is_ended_by_an_agency_that_knows_her(town: Town) -> None:
    link = await live(town)
    await suspend(town)
    ended = await EndAccountLink(town.work, town.ids, town.clock)(worker(NHS), link.id, "Another Amina Begum.")
    assert ended.state is LinkState.ENDED
    assert await prove(town, PROVEN, event="evt_6") != link


async def test_a_father_and_son_of_one_name_and_door_are_each_linked_to_himself(town: Town) -> None:
    same = {"given": "John", "family": "Okafor", "postcode": "WS13 6YY", "address": "3 Bore Street"}
    await town.take(COUNCIL, [row("father", birth="1961-05-02", **same), row("son", birth="1992-05-02", **same)])
    him = Identity("John", "Okafor", date(1992, 5, 2), "", "WS13 6YY")
    son = await prove(town, him, account="acc_son")
    father = await prove(town, replace(him, date_of_birth=date(1961, 5, 2)), account="acc_father", event="evt_2")
    neither = await prove(town, replace(him, date_of_birth=date(1961, 2, 5)), account="acc_other", event="evt_3")
    assert son
    assert father
    assert neither
    assert [son.person_id, father.person_id] == [
        await town.person(COUNCIL, "son"),
        await town.person(COUNCIL, "father"),
    ]
    assert (neither.state, neither.person_id) == (LinkState.OFFICER, "")


async def letters(town: Town) -> list[str]:
    door = Door()
    await SendMessages(town.work, door, town.clock)()
    return [account for account, _ in door.knocked]


async def told(town: Town) -> int:
    return [kind for kind, _ in await town.told()].count(CHANGED)


async def test_both_sides_are_told_when_an_account_becomes_hers_and_when_it_ceases_to_be(town: Town) -> None:
    link = await proposed(town)
    assert (await letters(town), await told(town)) == ([], 0)
    await make(town, worker(COUNCIL), link)
    assert (await letters(town), await told(town)) == (["acc_amina"], 1)
    await EndAccountLink(town.work, town.ids, town.clock)(worker(NHS), link.id, "Another Amina Begum.")
    assert (await letters(town), await told(town)) == (["acc_amina"], 2)


async def test_a_refused_proposal_is_told_to_nobody(town: Town) -> None:
    link = await proposed(town)
    await EndAccountLink(town.work, town.ids, town.clock)(worker(NHS), link.id, "Another Amina Begum.")
    assert (await letters(town), await told(town)) == ([], 0)


async def to_tell(town: Town, organisation: str) -> list[tuple[str, str]]:
    """What its workers are to tell people by hand, and about which link."""
    found = await ListMessages(town.work, town.clock)(worker(organisation), Page(50))
    return [(one.kind, one.about_id) for one in found.items]


@pytest.mark.parametrize("in_doubt_before", [False, True])
async def test_that_an_account_was_not_hers_she_is_told_by_whoever_undid_it(town: Town, in_doubt_before: bool) -> None:
    """The account is somebody else's: what is told to it never reaches her."""
    link = await proposed(town)
    await make(town, worker(COUNCIL), link)
    await letters(town)
    if in_doubt_before:
        await suspend(town)
    await EndAccountLink(town.work, town.ids, town.clock)(worker(NHS), link.id, "Her partner registered in her name.")
    await letters(town)
    assert await to_tell(town, NHS) == [("link_undone", link.id)]
    assert await to_tell(town, COUNCIL) == []


async def test_of_what_was_never_hers_or_ended_by_itself_she_is_told_nothing_by_hand(town: Town) -> None:
    link = await proposed(town)
    await EndAccountLink(town.work, town.ids, town.clock)(worker(NHS), link.id, "Another Amina Begum.")
    again = await prove(town, PROVEN, event="evt_2")
    assert again
    await make(town, worker(COUNCIL), again)
    await EndClosedAccount(town.work, town.ids, town.clock)("evt_3", "acc_amina")
    await letters(town)
    assert await to_tell(town, NHS) == await to_tell(town, COUNCIL) == []
