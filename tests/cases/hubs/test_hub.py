"""A multi-agency hub: who takes part, who sits there, and what is open to them and to nobody else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.hubs.hub import HUBS_EACH, SEATS_EACH
from services.cases.ports.casework import Page
from services.cases.usecases.hubs.accept_hub_terms import AcceptHubTerms
from services.cases.usecases.hubs.list_hubs import ListHubs
from services.cases.usecases.hubs.propose_hub import HubWish, ProposeHub
from tests.cases.hubs.hub_town import (
    CHAIR,
    COLLEAGUE,
    DETECTIVE,
    GUARDIAN,
    HELPER,
    NURSE,
    POLICE,
    HubTown,
    hub_town,
    runs,
)
from tests.cases.sharing_town import again, holding
from tests.cases.town import COUNCIL, NHS, PARTNER, SCHOOL, partner


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[HubTown]:
    async with hub_town(database_url, tmp_path) as there:
        yield there


async def test_members_see_the_hub_and_who_took_part(town: HubTown) -> None:
    [hub] = await ListHubs(town.there.town.work)(runs(NHS))
    assert (hub.host_id, hub.members) == (COUNCIL, frozenset({COUNCIL, NHS, POLICE, PARTNER}))
    assert hub.accepted_by == frozenset({COUNCIL, NHS, POLICE})
    seats = {(seat.organisation_id, seat.professional_id, seat.role) for seat in hub.seats}
    assert seats == {(COUNCIL, "pro_acc_chair", ""), (POLICE, "pro_acc_detective", ""), (NHS, "", "duty")}
    assert await ListHubs(town.there.town.work)(runs(SCHOOL)) == []
    assert await town.there.leaves("hub.moved") == 3
    assert await town.there.leaves("hub.seat-moved") == 3


async def test_who_neither_sits_there_nor_speaks_for_a_member_is_told_of_no_hub(town: HubTown) -> None:
    hubs = ListHubs(town.there.town.work)
    for caller in (COLLEAGUE, HELPER):
        assert await hubs(holding(caller, "hubs:read")) == []
    for caller in (CHAIR, NURSE, DETECTIVE):
        assert [hub.id for hub in await hubs(holding(caller, "hubs:read"))] == [town.hub.id]
    [seat] = [one for one in (await hubs(runs(POLICE)))[0].seats if one.organisation_id == POLICE]
    await town.end_seat(seat, runs(POLICE))
    assert await hubs(holding(DETECTIVE, "hubs:read")) == []


async def test_a_council_hosts_it_with_others_whom_it_names(town: HubTown) -> None:
    propose = ProposeHub(town.there.town.work, town.there.town.ids, town.there.town.clock)
    with pytest.raises(Denied, match="a council hosts"):
        await propose(runs(NHS), HubWish("Ours", "Terms.", [COUNCIL]))
    for wish, field in (
        (HubWish("", "Terms.", [NHS]), "name"),
        (HubWish("Ours", " ", [NHS]), "terms"),
        (HubWish("Ours", "Terms.", [COUNCIL]), "members"),
        (HubWish("Ours", "Terms.", ["org_unknown"]), "members"),
    ):
        with pytest.raises(Invalid) as refused:
            await propose(runs(COUNCIL), wish)
        assert [wrong.field for wrong in refused.value.fields] == [field]
    first = await propose(again(runs(COUNCIL)), HubWish("Ours", "Terms.", [NHS]))
    assert await propose(again(runs(COUNCIL)), HubWish("Ours", "Terms.", [NHS])) == first


async def test_a_seat_is_a_members_own_to_give_once_it_accepted(town: HubTown) -> None:
    with pytest.raises(Denied, match="accept the hub's terms"):
        await town.take_seat(PARTNER, role="duty")
    with pytest.raises(NotFound):
        await town.take_seat(SCHOOL, role="duty")
    with pytest.raises(NotFound):
        await AcceptHubTerms(town.there.town.work, town.there.town.clock)(runs(SCHOOL), town.hub.id)
    for named in ({}, {"professional": "pro_1", "role": "duty"}):
        with pytest.raises(Invalid):
            await town.take_seat(NHS, **named)
    with pytest.raises(Invalid, match="seat others by name"):
        await town.take_seat(NHS, role="worker")
    seat = await town.take_seat(NHS, "pro_1")
    with pytest.raises(NotFound):
        await town.end_seat(seat, runs(COUNCIL))


async def test_a_council_hosts_so_many_hubs_and_a_member_has_so_many_seats_in_one(town: HubTown) -> None:
    propose = ProposeHub(town.there.town.work, town.there.town.ids, town.there.town.clock)
    for _ in range(HUBS_EACH - 1):
        await propose(runs(COUNCIL), HubWish("Ours", "Terms.", [NHS]))
    with pytest.raises(Conflict) as refused:
        await propose(runs(COUNCIL), HubWish("Ours", "Terms.", [NHS]))
    assert refused.value.code == "too-many-hubs"

    seats = [await town.take_seat(NHS, f"pro_{number}") for number in range(SEATS_EACH - 1)]
    with pytest.raises(Conflict) as refused:
        await town.take_seat(NHS, "pro_more")
    assert refused.value.code == "too-many-seats"
    await town.take_seat(POLICE, "pro_more")
    await town.end_seat(seats[0], runs(NHS))
    await town.take_seat(NHS, "pro_more")


async def test_a_seat_ended_by_several_at_once_ends_once_and_the_others_are_told(town: HubTown) -> None:
    seat, before = await town.take_seat(NHS, "pro_1"), await town.there.leaves("hub.seat-moved")
    said = await town.there.town.at_once(*(town.end_seat(seat, runs(NHS)) for _ in range(4)))
    assert sorted(type(one).__name__ for one in said) == ["NoneType", *["NotFound"] * 3]
    assert await town.there.leaves("hub.seat-moved") == before + 1


@pytest.mark.parametrize(
    "who", [COLLEAGUE, HELPER, GUARDIAN, replace(NURSE, claims={**NURSE.claims, "role": "worker"})]
)
async def test_whoever_does_not_sit_there_in_this_context_hears_what_one_hears_of_nothing(
    town: HubTown, who: Caller
) -> None:
    enquiry = await town.open()
    made = await town.contribute(enquiry)
    before = await town.there.leaves("disclosure")
    with pytest.raises(NotFound) as hidden:
        await town.see(enquiry, who)
    with pytest.raises(NotFound) as absent:
        await town.see(replace(enquiry, id="enq_00000000000000000000000000"), who)
    assert (hidden.value.detail, hidden.value.code) == (absent.value.detail, absent.value.code)
    with pytest.raises(NotFound):
        await town.read(made, who)
    for act in (town.contribute(enquiry, who), town.ask(made, who), town.close(enquiry, who)):
        with pytest.raises(NotFound):
            await act
    assert (await town.listed(who)).enquiries == []
    assert await town.there.leaves("disclosure") == before


async def test_whoever_sits_there_reads_and_each_look_is_logged_inside_it(town: HubTown) -> None:
    enquiry = await town.open()
    made = await town.contribute(enquiry)
    assert [one.id for one in (await town.listed()).enquiries] == [enquiry.id]
    seen = await town.see(enquiry)
    assert (seen.enquiry, seen.contributions) == (enquiry, [made])
    read = await town.read(made)
    assert (read.brought.text, read.because) == (made.text, "In a multi-agency hub that is safeguarding an adult.")
    assert await town.there.leaves("disclosure") == 4
    with pytest.raises(Denied, match="for safeguarding an adult only"):
        await town.read(made, why="direct_care")
    with pytest.raises(Denied):
        await town.see(enquiry, why="")


async def test_a_seat_that_ends_ends_at_once(town: HubTown) -> None:
    enquiry = await town.open()
    [seat] = [
        one for one in (await ListHubs(town.there.town.work)(runs(POLICE)))[0].seats if one.organisation_id == POLICE
    ]
    await town.see(enquiry)
    await town.end_seat(seat, runs(POLICE))
    with pytest.raises(NotFound):
        await town.see(enquiry)
    assert (await town.listed()).enquiries == []


async def test_only_who_sits_for_the_host_opens_and_closes(town: HubTown) -> None:
    for who in (NURSE, COLLEAGUE, DETECTIVE):
        with pytest.raises(Denied, match="for its host opens"):
            await town.open(who)
    with pytest.raises(NotFound):
        await town.open(replace(CHAIR, claims={**CHAIR.claims, "org": SCHOOL}))
    enquiry = await town.open()
    with pytest.raises(Denied, match="for its host closes"):
        await town.close(enquiry, NURSE)
    with pytest.raises(Invalid):
        await town.close(enquiry, outcome=" ")
    closed = await town.close(enquiry)
    assert (closed.outcome, closed.closed_by) == ("A plan was made.", "acc_chair")
    with pytest.raises(Denied, match="closed"):
        await town.close(enquiry)


async def test_once_closed_it_is_open_to_nobody_but_the_hosts_auditors_who_say_so(town: HubTown) -> None:
    enquiry = await town.open()
    made = await town.contribute(enquiry)
    await town.close(enquiry)
    for who in (CHAIR, NURSE, DETECTIVE):
        with pytest.raises(Denied, match="closed"):
            await town.see(enquiry, who)
        with pytest.raises(Denied, match="closed"):
            await town.read(made, who)
        assert (await town.listed(who)).enquiries == []
    with pytest.raises(Denied, match="for audit only"):
        await town.read(made, GUARDIAN)
    theirs = replace(GUARDIAN, claims={**GUARDIAN.claims, "org": NHS})
    with pytest.raises(NotFound):
        await town.read(made, theirs, why="audit")
    assert await town.there.leaves("enquiry.looked-over") == 0
    assert [one.outcome for one in (await town.listed(GUARDIAN, "audit")).enquiries] == ["A plan was made."]
    assert (await town.see(enquiry, GUARDIAN, "audit")).contributions == [made]
    assert (await town.read(made, GUARDIAN, "audit")).brought.text == made.text
    assert await town.there.leaves("enquiry.looked-over") == 3


async def test_it_is_over_on_the_day_after_its_last_though_nobody_closed_it(town: HubTown) -> None:
    enquiry = await town.open(until="2026-11-30")
    made = await town.contribute(enquiry)
    town.there.later(days=8)
    await town.read(made)
    town.there.later(days=1)
    with pytest.raises(Denied, match="closed"):
        await town.read(made)
    with pytest.raises(Denied, match="closed"):
        await town.contribute(enquiry)


async def test_whoever_it_is_about_or_names_as_a_source_sees_nothing_of_it(town: HubTown) -> None:
    await town.there.link("acc_chair", town.there.amina)
    with pytest.raises(Denied, match="somebody else"):
        await town.open()
    other = replace(CHAIR, subject="acc_other_chair")
    about_him, naming_him = await town.open(other), await town.open(other, sources=["pro_acc_detective"])
    with pytest.raises(NotFound):
        await town.see(about_him, CHAIR)
    assert {one.id for one in (await town.listed(other)).enquiries} == {naming_him.id, about_him.id}
    assert [one.id for one in (await town.listed(DETECTIVE)).enquiries] == [about_him.id]
    with pytest.raises(NotFound):
        await town.see(naming_him, DETECTIVE)
    with pytest.raises(NotFound):
        await town.contribute(naming_him, DETECTIVE, data_class="risk")
    await town.there.link("acc_duty_nurse", "per_her_brother")
    with_brother = await town.open(other, sources=["per_her_brother"])
    with pytest.raises(NotFound):
        await town.see(with_brother, NURSE)


async def test_a_partners_client_is_nobody_there(town: HubTown) -> None:
    system = replace(partner(NHS), scopes=NURSE.scopes, claims={"org": NHS, "role": "duty"})
    enquiry = await town.open()
    with pytest.raises(NotFound):
        await town.see(enquiry, system)
    assert (await town.listed(system)).enquiries == []


async def test_pages_of_enquiries_follow_each_other(town: HubTown) -> None:
    made = []
    for _ in range(3):
        town.there.later(seconds=1)
        made.append((await town.open()).id)
    first = await town.listed(page=Page(2))
    second = await town.listed(page=Page(2, first.after))
    assert [one.id for one in (*first.enquiries, *second.enquiries)] == made[::-1]
    assert second.after is None


async def test_sent_twice_it_is_opened_and_contributed_to_once(town: HubTown) -> None:
    first = await town.open(again(CHAIR))
    assert await town.open(again(CHAIR)) == first
    made = await town.contribute(first, again(NURSE))
    assert await town.contribute(first, again(NURSE)) == made
    await town.close(first)
    with pytest.raises(Denied, match="closed"):
        await town.open(again(CHAIR))
    with pytest.raises(Denied, match="closed"):
        await town.contribute(first, again(NURSE))
