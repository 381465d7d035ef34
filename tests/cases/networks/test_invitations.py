"""Somebody of another agency is invited: it opens nothing, and tells nothing, until a manager there accepts."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from kith.cases.v1 import networks_pb2 as pb
from kith.cases.v1 import people_pb2

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller, IdempotencyKey
from services.cases.api.rpc.networks import NetworksServicer, NetworkVerbs, invitation
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.feeds.declared_feed import Shown
from services.cases.domain.networks.invitation import Invitation, InvitationState, Inviting
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.people.finding import ByIdentifier, ByNameAndBirth
from services.cases.domain.purposes import Purpose
from services.cases.ports.casework import Page
from services.cases.usecases.networks.answer_invitation import AcceptInvitation, DeclineInvitation
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.networks.invite import Invite
from services.cases.usecases.networks.list_invitations import ListInvitations
from services.cases.usecases.networks.record_involvement import Working
from services.cases.usecases.people.separate_person import SeparatePerson
from tests.cases.conftest import NewDatabase
from tests.cases.feeds.feed_town import declare, send, shown
from tests.cases.private_services.worlds import executed, world
from tests.cases.town import (
    AMINA,
    COUNCIL,
    NHS,
    NOW,
    NUMBERS,
    PARTNER,
    REFUGE,
    SCHOOL,
    TODAY,
    Town,
    feed,
    row,
    town_at,
    worker,
)

PRIYA, NURSE = worker(COUNCIL, "acc_priya"), worker(NHS, "acc_nurse")
HEAD, TEACHER = worker(SCHOOL, "acc_head", role="manager"), worker(SCHOOL, "acc_teacher")
TO_TEACHER = Inviting(SCHOOL, "pro_acc_teacher", "", "form tutor", Purpose.EDUCATION_SUPPORT)
AMINA_IS = ByNameAndBirth("Amina", "Begum", date(1992, 3, 4))


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        await built.take(COUNCIL, [AMINA, row("2", given="Noor", nhs_number=NUMBERS[1])])
        await built.take(NHS, [replace(AMINA, local_id="77")])
        yield built


async def invite(town: Town, by: Caller = PRIYA, to: Inviting = TO_TEACHER) -> Invitation:
    return await Invite(town.work, town.ids, town.clock)(by, await town.person(COUNCIL), to)


async def accept(
    town: Town, one: Invitation, by: Caller = HEAD, meant: ByIdentifier | ByNameAndBirth = AMINA_IS
) -> Involvement:
    return await AcceptInvitation(town.work, town.ids, town.clock)(by, one.id, meant)


async def decline(town: Town, one: Invitation, by: Caller = HEAD, reason: str = "He left.") -> Invitation:
    return await DeclineInvitation(town.work, town.clock)(by, one.id, reason)


async def listed(town: Town, by: Caller, person_id: str = "") -> list[Invitation]:
    return list((await ListInvitations(town.work, town.clock)(by, person_id, Page(50))).items)


async def test_it_opens_and_shows_nothing_until_a_manager_there_accepts(town: Town) -> None:
    person_id, told = await town.person(COUNCIL), await town.told()
    before = (await town.network(PRIYA, person_id)).seats
    one = await invite(town)
    assert await town.told() == told
    assert (await town.network(PRIYA, person_id)).seats == before
    for caller in (TEACHER, HEAD):
        with pytest.raises(NotFound):
            await town.network(caller, person_id)
    begun = await accept(town, one)
    assert (begun.organisation_id, begun.professional_id, begun.role) == (SCHOOL, "pro_acc_teacher", "form tutor")
    assert (begun.confirmed, begun.shielded, begun.source, begun.since) == (True, False, "invitation", TODAY)
    assert len((await town.network(TEACHER, person_id)).seats) == len(before) + 1
    assert (await town.told())[len(told) :] == [("involvement.changed", person_id)]


async def test_to_the_organisation_invited_it_names_nobody(town: Town) -> None:
    person_id = await town.person(COUNCIL)
    await invite(town)
    [waiting] = await listed(town, HEAD)
    assert (waiting.from_organisation_id, waiting.professional_id, waiting.purpose) == (
        COUNCIL,
        "pro_acc_teacher",
        Purpose.EDUCATION_SUPPORT,
    )
    sent = invitation(waiting).SerializeToString()
    for tells in (person_id, "Amina", "Begum", "1992"):
        assert tells.encode() not in sent
    declined = invitation(await decline(town, waiting)).SerializeToString()
    assert person_id.encode() not in declined


async def test_an_invitation_does_not_differ_by_who_is_known_there(new_database: NewDatabase, tmp_path: Path) -> None:
    """Whether the school knows her or not, works with her or not: its manager reads and is answered the same."""
    read = []
    for name in ("stranger", "pupil"):
        (tmp_path / name).mkdir()
        async with town_at(new_database(), tmp_path / name) as town:
            await town.take(COUNCIL, [AMINA])
            if name == "pupil":
                await town.take(SCHOOL, [replace(AMINA, local_id="S1")])
            one = await invite(town)
            with executed(town) as log:
                [waiting] = await listed(town, HEAD)
            with pytest.raises(Denied) as refused:
                await accept(town, one, meant=ByNameAndBirth("Noor", "Begum", date(1992, 3, 4)))
            shown = replace(waiting, id="")
            read.append((shown, [statement for statement, _ in log.statements], str(refused.value)))
    assert read[0] == read[1]


@pytest.mark.parametrize(
    "meant",
    [
        ByNameAndBirth("Noor", "Begum", date(1992, 3, 4)),
        ByNameAndBirth("Amina", "Begum", date(1992, 3, 5)),
        ByNameAndBirth("Nobody", "Atall", date(1980, 1, 1)),
        ByIdentifier("nhs_number", NUMBERS[1]),
        ByIdentifier("local_id", "1"),
    ],
)
async def test_whoever_else_is_meant_the_answer_is_one_and_nothing_begins(
    town: Town, meant: ByIdentifier | ByNameAndBirth
) -> None:
    one, person_id = await invite(town), await town.person(COUNCIL)
    noor = await town.person(COUNCIL, "2")
    with pytest.raises(Denied) as refused:
        await accept(town, one, meant=meant)
    assert refused.value.code == "not-whom"
    assert await town.looks(person_id) == [] == await town.looks(noor)
    with pytest.raises(NotFound):
        await town.network(TEACHER, person_id)
    assert [each.state for each in await listed(town, PRIYA, person_id)] == [InvitationState.WAITING]


async def test_who_is_guessed_at_is_counted_as_where_somebody_is_looked_for(town: Town) -> None:
    """Else an invitation would be a way to try names on, of which no guardian hears."""
    one, noor = await invite(town), await town.person(COUNCIL, "2")
    async with town.work() as work:
        await work.account_links.add(AccountLink("lnk_1", "acc_head", "prf_1", noor, LinkState.LIVE, "", NOW))
    nobody, himself = ByNameAndBirth("Nobody", "Atall", date(1980, 1, 1)), ByIdentifier("nhs_number", NUMBERS[1])
    for meant in (nobody, ByIdentifier("local_id", "1"), himself):
        with pytest.raises(Denied):
            await accept(town, one, meant=meant)
    async with town.work() as work:
        assert await work.recent_looks.missed(SCHOOL, "acc_head", NOW - timedelta(hours=1), NOW) == 3
    assert [each.state for each in await listed(town, PRIYA, one.person_id)] == [InvitationState.WAITING]


async def test_what_a_feed_keeps_from_others_is_not_learnt_by_inviting(town: Town) -> None:
    """Whom the school's list holds, but shows to nobody, is invited like anybody."""
    await declare(town, Shown(statuses=frozenset({"open"})), HEAD)
    await send(town, [replace(AMINA, local_id="S1", status="closed")], organisation=SCHOOL, team="Pastoral")
    person_id = await town.person(COUNCIL)
    assert shown((await town.network(PRIYA, person_id)).seats, SCHOOL) == []
    assert (await invite(town, to=Inviting(SCHOOL, "", "Pastoral", "", Purpose.DIRECT_CARE))).state == "waiting"


async def test_who_works_with_her_by_a_list_that_shows_it_to_nobody_invites_nobody(town: Town) -> None:
    """An invitation would tell of it."""
    await declare(town, Shown(statuses=frozenset({"open"})), HEAD)
    await send(town, [replace(AMINA, local_id="S1", status="closed")], organisation=SCHOOL)
    for caller in (TEACHER, HEAD):
        with pytest.raises(Denied) as refused:
            await invite(town, caller, Inviting(PARTNER, "", "Advice", "", Purpose.DIRECT_CARE))
        assert refused.value.code == "not-a-member"


async def test_who_asks_again_once_she_is_closed_to_him_is_told_nothing(town: Town) -> None:
    """The gate is asked before an answer is repeated."""
    retrying = replace(NURSE, idempotency=IdempotencyKey("key-1", "hash"))
    one = await invite(town, retrying)
    async with town.work() as work:
        [nhs] = [i for i in await work.involvements.of_person(one.person_id) if i.organisation_id == NHS]
    await EndInvolvement(town.work, town.clock)(worker(NHS, role="manager"), nhs.id, None)
    town.clock.at += timedelta(hours=23)
    with pytest.raises(NotFound):
        await invite(town, retrying)


async def test_half_a_name_is_refused(town: Town) -> None:
    one = await invite(town)
    with pytest.raises(Invalid):
        await accept(town, one, meant=ByNameAndBirth("Amina", "", date(1992, 3, 4)))
    with pytest.raises(Invalid):
        await accept(town, one, meant=ByIdentifier("nhs_number", "9434765918"))


async def test_the_look_by_which_it_was_accepted_is_on_her_page(town: Town) -> None:
    await accept(town, await invite(town))
    [look] = await town.looks(await town.person(COUNCIL))
    assert (look.what, look.organisation_id, look.purpose) == ("find", SCHOOL, "education_support")
    assert "education" in look.because


async def test_a_manager_is_not_told_that_it_is_about_himself(town: Town) -> None:
    one, person_id = await invite(town), await town.person(COUNCIL)
    async with town.work() as work:
        await work.account_links.add(AccountLink("lnk_1", "acc_head", "prf_1", person_id, LinkState.PROPOSED, "", NOW))
    with pytest.raises(Denied) as refused:
        await accept(town, one)
    assert refused.value.code == "not-whom"


async def test_who_works_with_her_in_private_only_accepts_so(town: Town) -> None:
    """Whoever invited knows that they came; the network does not."""
    haven = worker(REFUGE, "acc_haven_manager", "manager")
    await town.take(REFUGE, [replace(AMINA, local_id="H-1")], shielded=True)
    one = await invite(town, to=Inviting(REFUGE, "", "Outreach", "support worker", Purpose.DIRECT_CARE))
    assert (await accept(town, one, haven)).shielded
    seats = (await town.network(NURSE, await town.person(COUNCIL))).seats
    assert {seat.involvement.organisation_id for seat in seats} == {COUNCIL, NHS}


async def test_only_a_manager_of_the_organisation_invited_answers(town: Town) -> None:
    one = await invite(town)
    for caller in (worker(NHS, role="manager"), worker(COUNCIL, role="manager"), feed(SCHOOL)):
        with pytest.raises((NotFound, Denied)):
            await accept(town, one, caller)
        with pytest.raises((NotFound, Denied)):
            await decline(town, one, caller)
    for caller in (TEACHER, worker(SCHOOL, role="duty")):
        with pytest.raises(Denied):
            await accept(town, one, caller)
        with pytest.raises(Denied):
            await decline(town, one, caller)
        assert await listed(town, caller) == []
    assert await listed(town, worker(NHS, role="manager")) == []


async def test_the_inviter_sees_how_it_ended(town: Town) -> None:
    person_id = await town.person(COUNCIL)
    one = await invite(town)
    with pytest.raises(Invalid):
        await decline(town, one, reason=" ")
    await decline(town, one, reason="He left; ask Ms Cole.")
    [shown] = await listed(town, worker(COUNCIL, "acc_colleague"), person_id)
    assert (shown.state, shown.reason) == (InvitationState.DECLINED, "He left; ask Ms Cole.")
    for again in (accept(town, one), decline(town, one)):
        with pytest.raises(Conflict):
            await again
    await accept(town, await invite(town))
    assert [each.state for each in await listed(town, PRIYA, person_id)] == ["accepted", "declined"]
    assert await listed(town, NURSE, person_id) == [], "of others' invitations a member is told nothing"
    with pytest.raises(NotFound):
        await listed(town, worker(PARTNER), person_id)


async def test_it_lapses(town: Town) -> None:
    one, person_id = await invite(town), await town.person(COUNCIL)
    town.clock.at += timedelta(days=14)
    assert len(await listed(town, HEAD)) == 1, "through its last day"
    town.clock.at += timedelta(days=1)
    assert await listed(town, HEAD) == []
    with pytest.raises(Conflict, match="lapsed"):
        await accept(town, one)
    [shown] = await listed(town, PRIYA, person_id)
    assert shown.state is InvitationState.LAPSED
    await invite(town)


async def test_it_is_worth_nothing_once_who_invited_has_left(town: Town) -> None:
    one = await invite(town, NURSE)
    async with town.work() as work:
        [nhs] = [i for i in await work.involvements.of_person(one.person_id) if i.organisation_id == NHS]
    await EndInvolvement(town.work, town.clock)(worker(NHS, role="manager"), nhs.id, None)
    town.clock.at += timedelta(days=1)
    with pytest.raises(Conflict, match="lapsed"):
        await accept(town, one)


async def test_nor_once_its_entry_turned_out_to_be_of_somebody_else(town: Town) -> None:
    one = await invite(town, NURSE)
    manager = worker(NHS, "acc_manager", role="manager")
    await SeparatePerson(town.work, town.ids, town.clock)(manager, "77", "Her twin.")
    with pytest.raises(Conflict, match="lapsed"):
        await accept(town, one)


async def test_only_who_is_seen_to_work_with_her_invites(town: Town) -> None:
    for_a_nurse = replace(TO_TEACHER, to_organisation_id=NHS)
    for caller in (TEACHER, worker(PARTNER, role="manager")):
        with pytest.raises(NotFound):
            await invite(town, caller, for_a_nurse)
    with pytest.raises(Denied):
        await invite(town, worker(PARTNER, role="duty"), for_a_nurse)
    await town.record(TEACHER, Working(person_id=await town.person(COUNCIL)))
    with pytest.raises(NotFound):
        await invite(town, TEACHER, for_a_nurse)
    counsellor = worker(REFUGE, "acc_counsellor", role="manager")
    await town.record(counsellor, Working(person_id=await town.person(COUNCIL), professional_id="pro_c", shielded=True))
    with pytest.raises(Denied) as refused:
        await invite(town, counsellor)
    assert refused.value.code == "not-a-member"


async def test_whom_only_a_private_service_knows_is_found_by_nobody_it_is_not_of(town: Town) -> None:
    """An invitation never makes somebody findable: the refuge's entry is of the refuge."""
    await town.take(REFUGE, [row("R1", given="Zara", nhs_number=NUMBERS[2])], shielded=True)
    zara = await town.person(REFUGE, "R1")
    head = worker(COUNCIL, "acc_boss", role="manager")
    await town.record(head, Working(person_id=await town.person(COUNCIL), professional_id="pro_x"))
    with pytest.raises((NotFound, Denied)):
        await Invite(town.work, town.ids, town.clock)(PRIYA, zara, TO_TEACHER)


async def test_inviting_does_not_differ_by_a_private_involvement_of_whom_is_invited(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    seen = []
    for shielded in (False, True):
        folder = tmp_path / str(shielded)
        folder.mkdir()
        async with world(new_database(), folder, shielded=shielded) as town:
            with executed(town) as log:
                one = await invite(town, to=Inviting(REFUGE, "pro_c", "", "", Purpose.DIRECT_CARE))
                sent = await listed(town, PRIYA, one.person_id)
            seen.append((one, sent, log.statements))
    assert seen[0] == seen[1]


async def test_who_is_there_or_invited_already_is_not_invited_again(town: Town) -> None:
    one = await invite(town)
    with pytest.raises(Conflict, match="invited"):
        await invite(town)
    await invite(town, NURSE)
    await accept(town, one)
    with pytest.raises(Conflict, match="already"):
        await invite(town)


async def test_invitations_that_make_no_sense_are_refused(town: Town) -> None:
    for to in (
        replace(TO_TEACHER, to_organisation_id=COUNCIL),
        replace(TO_TEACHER, professional_id=""),
        replace(TO_TEACHER, role="r" * 101),
    ):
        with pytest.raises(Invalid):
            await invite(town, to=to)
    with pytest.raises(NotFound):
        await invite(town, to=replace(TO_TEACHER, to_organisation_id="org_unknown"))


async def test_a_retried_request_invites_once(town: Town) -> None:
    retrying = replace(PRIYA, idempotency=IdempotencyKey("key-1", "hash"))
    assert (await invite(town, retrying)).id == (await invite(town, retrying)).id
    assert len(await listed(town, HEAD)) == 1


async def test_over_the_wire(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    served: Any = NetworksServicer(NetworkVerbs.over(town.work, town.ids, town.clock))

    def by(caller: Caller) -> Any:
        monkeypatch.setattr("services.cases.api.rpc.networks.caller", lambda: caller)
        return served

    person_id = await town.person(COUNCIL)
    wish = pb.InviteRequest(
        person_id=person_id, to_organisation_id=SCHOOL, team=" Pastoral ", purpose="education_support"
    )
    made = await by(PRIYA).Invite(wish, None)
    assert (made.person_id, made.team, made.state, made.expires_on) == (person_id, "Pastoral", "waiting", "2026-12-06")
    [waiting] = (await by(HEAD).ListInvitations(pb.ListInvitationsRequest(), None)).invitations
    assert (waiting.id, waiting.person_id) == (made.id, "")
    named = people_pb2.NameAndBirth(given_name="Amina", family_name="Begum", date_of_birth="1992-03-04")
    begun = await by(HEAD).AcceptInvitation(
        pb.AcceptInvitationRequest(invitation_id=made.id, name_and_birth=named), None
    )
    assert (begun.organisation_id, begun.team, begun.status) == (SCHOOL, "Pastoral", "current")
    with pytest.raises(Invalid):
        await by(PRIYA).Invite(pb.InviteRequest(person_id=person_id, to_organisation_id=SCHOOL, team="x"), None)
    again = await by(PRIYA).Invite(
        pb.InviteRequest(person_id=person_id, to_organisation_id=PARTNER, team="x", purpose="direct_care"), None
    )
    partner = worker(PARTNER, role="manager")
    said = await by(partner).DeclineInvitation(
        pb.DeclineInvitationRequest(invitation_id=again.id, reason="No room."), None
    )
    assert (said.state, said.person_id) == ("declined", "")
