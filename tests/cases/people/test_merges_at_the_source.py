"""An agency's system says that two of its local ids are one person's: never silently two as one, never for good."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from kith.cases.v1 import people_pb2 as pb

from chassis.errors import Conflict, Denied
from services.cases.api.rpc.people import PeopleServicer, PeopleVerbs
from services.cases.domain.contacts.safe_contact import Channel
from services.cases.domain.networks.family import Kin
from services.cases.domain.networks.involvement import Involvement, Status
from services.cases.domain.people.possible_link import PossibleLink
from services.cases.ports.casework import Page
from services.cases.usecases.networks.record_family_link import RecordFamilyLink
from services.cases.usecases.networks.record_involvement import Working
from services.cases.usecases.people.decide_possible_link import DecidePossibleLink
from services.cases.usecases.people.list_possible_links import ListPossibleLinks
from services.cases.usecases.people.merge_entries import MergedRow, MergeEntries, MergeReport
from services.cases.usecases.people.separate_person import SeparatePerson
from services.cases.usecases.sharing.decide_not_to_share import DecideNotToShare, NotSharingWish
from tests.cases.contacts.test_safe_contact import asked, said
from tests.cases.retention.keeping_town import Keeping
from tests.cases.sharing_town import SOCIAL_WORKER, SharingTown, sharing_town
from tests.cases.town import AMINA, COUNCIL, NHS, NUMBERS, TODAY, feed, row, worker

MANAGER = worker(COUNCIL, "acc_manager", "manager")
TWICE = row("9", nhs_number="", postcode=AMINA.postcode, address=AMINA.address, phone=AMINA.phone)
"""The council's Amina again, under another local id: no agency could tell that she is one with certainty."""
THRICE = replace(TWICE, local_id="10")
TWIN = row("9", "Amira", nhs_number=NUMBERS[1], postcode=AMINA.postcode, address=AMINA.address)
TEAM = Working("", "", "pro_sam", "Housing", "officer", TODAY - timedelta(days=3), shielded=False)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    """The council has a case about Amina, whom the NHS trust knows too; and an account is hers."""
    async with sharing_town(database_url, tmp_path) as there:
        yield there


async def merge(town: SharingTown, old: str = "9", into: str = "1", organisation: str = COUNCIL) -> MergeReport:
    there = town.town
    merging = MergeEntries(there.work, there.keys, there.ids, there.clock)
    return await merging(feed(organisation), organisation, [MergedRow(2, old, into)])


async def waiting(town: SharingTown, *, linked: bool = False) -> list[PossibleLink]:
    return list((await ListPossibleLinks(town.town.work)(MANAGER, Page(50), linked=linked)).items)


async def decide(town: SharingTown, link: PossibleLink, *, same: bool) -> PossibleLink:
    there = town.town
    return await DecidePossibleLink(there.work, there.ids, there.clock)(MANAGER, link.id, same, "She told us so.")


async def separate(town: SharingTown, local_id: str = "9") -> str:
    there = town.town
    return await SeparatePerson(there.work, there.ids, there.clock)(MANAGER, local_id, "They are sisters.")


async def works(town: SharingTown, person_id: str) -> dict[str, Involvement]:
    """The council's, by team or professional."""
    async with town.town.work() as work:
        found = await work.involvements.of_person(person_id)
    return {one.professional_id or one.source: one for one in found if one.organisation_id == COUNCIL}


def today(town: SharingTown) -> date:
    return town.town.clock.now().date()


async def test_two_entries_are_one_persons_and_what_comes_late_under_the_old_id_is_hers(town: SharingTown) -> None:
    await town.town.take(COUNCIL, [TWICE])
    before = await town.town.person(COUNCIL, "9")
    assert before != town.amina
    recorded = await town.town.record(MANAGER, replace(TEAM, person_id=before))
    town.later(days=1)
    report = await merge(town)
    assert (report.taken, report.unchanged, report.to_decide, report.refused) == (1, 0, 0, [])
    assert [await town.town.person(COUNCIL, local_id) for local_id in ("1", "9")] == [town.amina] * 2
    hers = await works(town, town.amina)
    assert hers["pro_sam"].id == recorded.id
    assert hers["social care"].status(today(town)) is Status.CURRENT
    assert (await works(town, before))["social care"].status(today(town)) is Status.HISTORIC
    assert await town.leaves("entries.merged") == await town.leaves("knowledge.linked") - 1 == 1
    await town.town.take(COUNCIL, [replace(TWICE, status="open")])
    assert await town.town.person(COUNCIL, "9") == town.amina


async def test_sent_again_it_changes_nothing(town: SharingTown) -> None:
    await town.town.take(COUNCIL, [TWICE])
    await merge(town)
    links = await town.town.links()
    report = await merge(town)
    assert (report.taken, report.unchanged) == (0, 1)
    assert await town.town.links() == links
    assert await town.leaves("entries.merged") == 1


async def test_case_and_account_stay_with_whom_they_are_of_whichever_id_the_system_keeps(town: SharingTown) -> None:
    """The id that goes is the one that everything hangs on: so the other entry moves."""
    await town.town.take(COUNCIL, [TWICE])
    report = await merge(town, "1", "9")
    assert report.taken == 1
    assert [await town.town.person(COUNCIL, local_id) for local_id in ("1", "9")] == [town.amina] * 2
    assert (await town.look(SOCIAL_WORKER)).person_id == town.amina
    async with town.town.work() as work:
        assert await work.account_links.person_of("acc_amina") == town.amina


async def test_two_who_contradict_each_other_wait_for_a_manager(town: SharingTown) -> None:
    await town.town.take(COUNCIL, [TWIN])
    before = await town.town.person(COUNCIL, "9")
    report = await merge(town)
    assert (report.taken, report.to_decide) == (0, 1)
    assert await town.town.person(COUNCIL, "9") == before
    [link] = await waiting(town)
    assert (link.local_id, link.merging, link.said["given_name"], link.said["nhs_number"]) == (
        "9",
        True,
        "close",
        "differ",
    )
    assert (await merge(town)).unchanged == 1, "it waits already"
    await decide(town, link, same=True)
    assert await town.town.person(COUNCIL, "9") == town.amina


async def test_whom_a_manager_told_apart_stay_two_people(town: SharingTown) -> None:
    await town.town.take(COUNCIL, [TWIN])
    before = await town.town.person(COUNCIL, "9")
    await merge(town)
    [link] = await waiting(town)
    await decide(town, link, same=False)
    [refused] = (await merge(town)).refused
    assert (refused.line, refused.column) == (2, "local_id")
    assert await town.town.person(COUNCIL, "9") == before


async def test_where_cases_hang_on_both_nothing_moves(town: SharingTown) -> None:
    await town.town.take(COUNCIL, [TWICE])
    before = await town.town.person(COUNCIL, "9")
    await town.open_case(person=before)
    assert (await merge(town)).to_decide == 1
    assert await town.town.person(COUNCIL, "9") == before
    [link] = await waiting(town)
    with pytest.raises(Conflict):
        await decide(town, link, same=True)


async def test_what_else_is_held_under_an_id_is_left_to_a_manager_too(town: SharingTown) -> None:
    """A legal hold, or a decision not to share."""
    await town.town.take(COUNCIL, [TWICE, THRICE])
    held, decided = [await town.town.person(COUNCIL, local_id) for local_id in ("9", "10")]
    await Keeping(town).hold(person=held)
    wish = NotSharingWish(decided, "", [NHS], ["housing"], "housing_support", "He would hear.", "", "2027-02-01")
    await DecideNotToShare(town.town.work, town.town.ids, town.town.clock)(SOCIAL_WORKER, wish)
    for local_id in ("9", "10"):
        assert (await merge(town, local_id)).to_decide == 1
    assert [await town.town.person(COUNCIL, local_id) for local_id in ("9", "10")] == [held, decided]


async def test_where_each_has_an_account_nothing_moves(town: SharingTown) -> None:
    await town.town.take(COUNCIL, [TWICE])
    await town.link("acc_other", await town.town.person(COUNCIL, "9"))
    assert (await merge(town)).to_decide == 1
    [link] = await waiting(town)
    with pytest.raises(Conflict):
        await decide(town, link, same=True)


async def test_two_who_are_recorded_as_relatives_wait_for_a_manager(town: SharingTown) -> None:
    await town.town.take(COUNCIL, [TWICE])
    before, there = await town.town.person(COUNCIL, "9"), town.town
    await RecordFamilyLink(there.work, there.ids, there.clock)(SOCIAL_WORKER, before, town.amina, Kin.SIBLING, None)
    assert (await merge(town)).to_decide == 1
    assert await town.town.person(COUNCIL, "9") == before


async def test_it_is_undone_as_it_was(town: SharingTown) -> None:
    """She has a case of before, so that only what came since would stand in the way."""
    await town.town.take(COUNCIL, [TWICE])
    before = await town.town.person(COUNCIL, "9")
    recorded = await town.town.record(MANAGER, replace(TEAM, person_id=before))
    theirs, hers = await works(town, before), await works(town, town.amina)
    town.later(days=1)
    await merge(town)
    [link] = await waiting(town, linked=True)
    assert link.merging
    town.later(days=1)
    assert await separate(town, link.local_id) == before
    assert await works(town, before) == theirs
    assert await works(town, town.amina) == hers
    assert recorded.id in {one.id for one in theirs.values()}
    assert (await merge(town)).refused, "whom a manager told apart stays apart"


async def test_it_is_not_undone_while_something_was_written_since_that_may_be_of_either(town: SharingTown) -> None:
    await town.town.take(COUNCIL, [TWICE])
    await merge(town)
    town.later(minutes=1)
    await town.record()
    with pytest.raises(Conflict):
        await separate(town)


async def test_what_was_recorded_of_safe_contact_under_both_is_what_both_allow(town: SharingTown) -> None:
    await town.town.take(COUNCIL, [TWICE])
    await said(town, "phone", "text", from_hour=9, to_hour=17)
    await said(town, "text", "post", person_id=await town.town.person(COUNCIL, "9"), from_hour=12)
    town.later(minutes=1)
    await merge(town)
    limits = (await asked(town)).reach.limits
    assert (limits.channels, limits.hours) == (frozenset({Channel.TEXT}), (12, 17))


async def test_others_know_her_as_before(town: SharingTown) -> None:
    await town.town.take(COUNCIL, [TWICE])
    seats = (await town.town.network(worker(NHS), town.amina)).seats
    await merge(town)
    assert (await town.town.network(worker(NHS), town.amina)).seats == seats
    assert await town.town.person(NHS) == town.amina


@pytest.mark.parametrize(
    ("old", "into", "column"), [("8", "1", "local_id"), ("1", "8", "merged_into"), ("1", "1", "merged_into")]
)
async def test_a_row_that_names_nobody_is_named(town: SharingTown, old: str, into: str, column: str) -> None:
    [refused] = (await merge(town, old, into)).refused
    assert (refused.line, refused.column) == (2, column)


async def test_a_private_services_entry_is_not_put_with_one_that_others_see(town: SharingTown) -> None:
    await town.town.take(COUNCIL, [TWICE], shielded=True, name="advice")
    assert [one.column for one in (await merge(town)).refused] == ["merged_into"]


async def test_another_agency_merges_nothing_here(town: SharingTown) -> None:
    there = town.town
    merging = MergeEntries(there.work, there.keys, there.ids, there.clock)
    with pytest.raises(Denied):
        await merging(feed(NHS), COUNCIL, [MergedRow(2, "9", "1")])


async def test_one_id_that_the_system_splits_is_a_new_person_and_never_taken_for_the_other(town: SharingTown) -> None:
    """Of what was one entry the source makes two: the new one is matched as any that comes, and a twin is another."""
    taken = await town.town.take(COUNCIL, [TWIN])
    assert (taken.taken, taken.linked) == (1, 0)
    assert await town.town.person(COUNCIL, "9") != town.amina


async def test_over_the_wire(town: SharingTown, monkeypatch: pytest.MonkeyPatch) -> None:
    there = town.town
    await there.take(COUNCIL, [TWICE])
    verbs = PeopleVerbs.over(there.work, there.mandates, there.keys, there.ids, there.clock)
    served: Any = PeopleServicer(verbs)
    monkeypatch.setattr("services.cases.api.rpc.people.caller", lambda: feed(COUNCIL))
    rows = [pb.MergedRow(line=2, local_id="9", merged_into="1"), pb.MergedRow(line=3, local_id="8", merged_into="1")]
    report = await served.MergeEntries(pb.MergeEntriesRequest(organisation_id=COUNCIL, rows=rows), None)
    assert (report.taken, report.unchanged, report.to_decide) == (1, 0, 0)
    assert [(one.line, one.column) for one in report.rejected] == [(3, "local_id")]
    assert await there.person(COUNCIL, "9") == town.amina
