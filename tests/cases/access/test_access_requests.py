"""Somebody asks for a copy of what is held about her; who may ask in her stead; what is late is taken further."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.access.request import MOST_OPEN, AccessRequest, AccessState, Way
from services.cases.domain.classes import DataClass
from services.cases.domain.consents.authority import Competence, Mandate, Outcome
from services.cases.ports.casework import Page
from services.cases.usecases.access.ask_for_access import AskForAccess
from services.cases.usecases.access.escalate_access_requests import EscalateAccessRequests
from services.cases.usecases.access.list_access_requests import ListAccessRequests
from services.cases.usecases.access.list_my_access_requests import ListMyAccessRequests
from services.cases.usecases.access.move_access_clock import MoveAccessClock
from services.cases.usecases.access.record_access_request import AccessWish, RecordAccessRequest
from services.cases.usecases.consents.consent_situation import CompetenceWish
from tests.cases.sharing.test_acting_for_another import OFFICER_THERE, confide, proxy
from tests.cases.sharing_town import AMINA_HERSELF, SharingTown, again, holding
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, SCHOOL, TODAY, resident, row, worker

CLERK = holding(worker(COUNCIL, "acc_clerk"), "access-requests:write")
DPO = holding(worker(COUNCIL, "acc_dpo", "dpo"), "access-requests:write", "access-requests:answer")
PASSPORT = "Please show us your passport."
EVERY_CLASS = frozenset(map(str, DataClass))
UNABLE = CompetenceWish("unable", "2026-11-20", "Dr Lee, paediatrician")


async def ask(town: SharingTown, caller: Caller = AMINA_HERSELF, organisation: str = COUNCIL) -> AccessRequest:
    there = town.town
    return await AskForAccess(there.work, there.ids, there.clock)(caller, organisation, "What housing wrote.")


async def record(town: SharingTown, caller: Caller = CLERK, **wish: Any) -> AccessRequest:
    wanted: dict[str, Any] = {"person_id": town.amina, "way": "letter", "wanted": "", "asked_on": "2026-11-20"}
    there = town.town
    recording = RecordAccessRequest(there.work, there.mandates, there.ids, there.clock)
    return await recording(caller, AccessWish(**(wanted | wish)))


async def move(
    town: SharingTown, request: AccessRequest, step: str, on: str, words: str = PASSPORT, caller: Caller = DPO
) -> AccessRequest:
    moving = MoveAccessClock(town.town.work, town.town.mandates, town.town.clock)
    return await moving(caller, request.id, step, on, words)


async def hers(town: SharingTown) -> list[AccessRequest]:
    return list(await ListMyAccessRequests(town.town.work)(AMINA_HERSELF))


async def waiting(town: SharingTown, caller: Caller = DPO) -> list[AccessRequest]:
    return list((await ListAccessRequests(town.town.work, town.town.clock)(caller, Page(50))).items)


async def timer(town: SharingTown) -> int:
    return await EscalateAccessRequests(town.town.work, town.town.clock)()


async def child(town: SharingTown, born: str, **mandate: Any) -> str:
    """The council knows a child with an account of her own; the mandate to act for her."""
    await town.town.take(COUNCIL, [row("9", given="Leila", birth=born)])
    person_id = await town.town.person(COUNCIL, "9")
    await town.link("acc_leila", person_id)
    fields: dict[str, Any] = {"kind": "parental_responsibility", "reach": EVERY_CLASS, "found": ()} | mandate
    town.town.mandates.live["man_1"] = Mandate("man_1", "acc_leila", "acc_rosa", **fields)
    return person_id


async def test_she_asks_and_reads_when_it_must_be_answered(town: SharingTown) -> None:
    asked = await ask(town, again(AMINA_HERSELF))
    assert await ask(town, again(AMINA_HERSELF)) == asked
    assert (asked.way, asked.asked_on, asked.wanted) == (Way.ONLINE, TODAY, "What housing wrote.")
    assert await hers(town) == [asked] == await waiting(town)
    assert asked.said(TODAY) == "They must answer by 22 December 2026."
    assert await town.leaves("access-request.asked") == 1


async def test_what_is_awaited_of_her_stops_the_clock_and_she_reads_what_it_is(town: SharingTown) -> None:
    asked = await ask(town)
    town.later(days=3)
    await move(town, asked, "identity_awaited", "2026-11-23")
    [stopped] = await hers(town)
    assert (stopped.state(TODAY), stopped.due_on, stopped.moves[-1].words) == (AccessState.STOPPED, None, PASSPORT)
    town.later(days=40)
    assert (await timer(town), [one.id for one in await waiting(town)]) == (0, [asked.id])
    shown = await move(town, asked, "identity_shown", "2027-01-03", words="")
    assert str(shown.due_on) == "2027-02-03"
    assert await hers(town) == [shown]
    assert await town.leaves("access-request.clock") == 2


async def test_one_that_waits_is_asked_for_by_its_id_within_the_organisation(town: SharingTown) -> None:
    one, _ = await ask(town), await ask(town)
    listing = ListAccessRequests(town.town.work, town.town.clock)
    assert (await listing(DPO, Page(50), request_id=one.id)).items == [one]
    elsewhere = holding(worker(NHS, "acc_nhs", "dpo"), "access-requests:answer")
    assert (await listing(elsewhere, Page(50), request_id=one.id)).items == []


async def test_the_answer_to_her_is_the_same_whether_the_organisation_knows_her_or_not(town: SharingTown) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    await record(town, holding(worker(REFUGE, "acc_helper", "duty"), "access-requests:write"), way="spoken")
    knowing, unknowing = await ask(town, organisation=REFUGE), await ask(town, organisation=SCHOOL)
    assert replace(knowing, id="", organisation_id="") == replace(unknowing, id="", organisation_id="")
    for organisation in (REFUGE, SCHOOL):
        for _ in range(MOST_OPEN - 1):
            await ask(town, organisation=organisation)
        with pytest.raises(Conflict):
            await ask(town, organisation=organisation)


async def test_what_was_said_or_written_to_a_private_service_is_not_on_her_screen(town: SharingTown) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    helper = holding(worker(REFUGE, "acc_helper", "duty"), "access-requests:write")
    for way in ("spoken", "letter"):
        await record(town, helper, way=way)
    await ask(town, OFFICER_THERE, REFUGE)
    assert await hers(town) == []
    said_to_the_council = await record(town, way="spoken")
    assert await hers(town) == [said_to_the_council]


async def test_a_letter_that_lay_about_is_late_from_the_day_it_came(town: SharingTown) -> None:
    letter = await record(town, asked_on="2026-10-01")
    assert (str(letter.due_on), letter.state(TODAY)) == ("2026-11-01", AccessState.OVERDUE)
    with pytest.raises(Conflict) as late:
        await move(town, letter, "identity_awaited", "2026-11-20")
    assert late.value.code == "overdue"
    for wrong in ("2026-11-23", "2025-11-01", "soon"):
        with pytest.raises(Invalid):
            await record(town, asked_on=wrong)


async def test_only_whom_it_works_with_is_recorded_and_nobody_his_own(town: SharingTown) -> None:
    with pytest.raises(Denied) as unknown:
        await record(town, holding(worker(SCHOOL), "access-requests:write"))
    with pytest.raises(Denied) as nobody:
        await record(town, person_id="per_00000000000000000000000000")
    assert (unknown.value.detail, unknown.value.code) == (nobody.value.detail, nobody.value.code)
    await town.link(CLERK.subject, town.amina)
    with pytest.raises(Denied):
        await record(town)
    with pytest.raises(Denied):
        await record(town, holding(proxy(), "access-requests:write"))
    with pytest.raises(Denied):
        await ask(town, resident("acc_nobody"))


async def test_only_the_organisation_that_is_asked_answers_and_nobody_what_is_about_himself(town: SharingTown) -> None:
    asked = await ask(town)
    elsewhere = holding(worker(NHS, "acc_nhs", "dpo"), "access-requests:answer")
    assert await waiting(town, elsewhere) == []
    with pytest.raises(NotFound):
        await move(town, asked, "identity_awaited", "2026-11-22", caller=elsewhere)
    with pytest.raises(Denied):
        await waiting(town, CLERK)
    await town.link(DPO.subject, town.amina)
    assert await waiting(town) == []
    with pytest.raises(NotFound):
        await move(town, asked, "identity_awaited", "2026-11-22")


async def test_what_is_overdue_goes_to_the_guardian_then_to_the_dpo_once_each(town: SharingTown) -> None:
    asked, other = await ask(town), await ask(town)
    town.later(days=30)
    assert await timer(town) == 0
    await move(town, other, "extended", "2026-12-22", "It is three hundred letters.")
    town.later(days=1)
    await asyncio.gather(timer(town), timer(town))
    assert [(one.id, one.escalated.word) for one in await waiting(town)] == [(asked.id, "guardian"), (other.id, "")]
    town.later(days=7)
    assert [await timer(town) for _ in range(2)] == [1, 0]
    assert [one.escalated.word for one in await waiting(town)] == ["dpo", ""]
    told = [kind for kind, _ in await town.town.told()]
    assert (await town.leaves("access-request.overdue"), told.count("access-request.overdue")) == (2, 0)


async def test_a_parent_asks_for_a_small_child_without_what_is_the_childs_own(town: SharingTown) -> None:
    leila = await child(town, "2019-05-01")
    asked = await record(town, person_id=leila, mandate_id="man_1")
    secret = {"mental_health", "sexual_health", "substance_use", "protected_address"}
    assert asked.reach == EVERY_CLASS - secret


async def test_from_twelve_somebody_says_first_whether_the_child_asks_herself(town: SharingTown) -> None:
    leila = await child(town, "2014-11-22")
    with pytest.raises(Invalid) as unassessed:
        await record(town, person_id=leila, mandate_id="man_1")
    assert unassessed.value.fields[0].field == "competence"
    with pytest.raises(Denied) as able:
        await record(town, person_id=leila, mandate_id="man_1", competence=replace(UNABLE, outcome="able"))
    assert able.value.code == "she-decides"
    assert await record(town, person_id=leila, mandate_id="man_1", competence=UNABLE)


async def test_at_sixteen_she_asks_herself(town: SharingTown) -> None:
    leila = await child(town, "2010-11-22")
    with pytest.raises(Denied):
        await record(town, person_id=leila, mandate_id="man_1")


async def test_an_attorney_asks_only_while_she_is_found_unable_and_about_what_it_reaches(town: SharingTown) -> None:
    grown = await child(town, "1950-01-01", kind="health_attorney", reach=frozenset({"health"}))
    with pytest.raises(Denied):
        await record(town, person_id=grown, mandate_id="man_1")
    unable = Competence(Outcome.UNABLE, TODAY, "Dr Lee")
    town.town.mandates.live["man_1"] = replace(town.town.mandates.live["man_1"], found=(unable,))
    assert (await record(town, person_id=grown, mandate_id="man_1")).reach == {"health"}


async def test_what_she_keeps_from_whoever_acts_for_her_is_out_of_reach_and_nobody_is_told_why(
    town: SharingTown,
) -> None:
    leila = await child(town, "2019-05-01")
    await town.town.take(NHS, [row("9", given="Leila", birth="2019-05-01", nhs_number="")])
    here = replace(town, amina=leila)
    nurse = worker(NHS, "acc_nurse")
    async with town.town.work() as work:
        [seat] = [one for one in await work.involvements.of_person(leila) if one.organisation_id == COUNCIL]
        await work.involvements.add([replace(seat, id="inv_nhs", organisation_id=NHS, source="nhs")])
    await confide(here, "housing", caller=nurse)
    assert "housing" not in (await record(town, person_id=leila, mandate_id="man_1")).reach
    await confide(here, caller=worker(COUNCIL))
    with pytest.raises(Invalid) as kept:
        await record(town, person_id=leila, mandate_id="man_1")
    with pytest.raises(Invalid) as suspended:
        await record(town, person_id=leila, mandate_id="man_2")
    assert kept.value.detail == suspended.value.detail


@pytest.mark.parametrize("kind", ["carer", "advocate"])
async def test_a_carer_or_advocate_asks_for_nobody(town: SharingTown, kind: str) -> None:
    leila = await child(town, "2019-05-01", kind=kind)
    with pytest.raises(Invalid):
        await record(town, person_id=leila, mandate_id="man_1")


async def test_authority_for_somebody_else_is_none(town: SharingTown) -> None:
    await child(town, "2019-05-01")
    with pytest.raises(Invalid) as another:
        await record(town, mandate_id="man_1")
    assert "no authority" in another.value.detail


async def test_a_worker_records_nothing_that_he_asks_for_himself_on_a_mandate(town: SharingTown) -> None:
    leila = await child(town, "2017-06-01")
    mandate = town.town.mandates.live["man_1"]
    town.town.mandates.live["man_1"] = replace(mandate, proxy_id=CLERK.subject)
    with pytest.raises(Denied) as own:
        await record(town, person_id=leila, mandate_id="man_1")
    assert own.value.code == "own-mandate"
    assert await waiting(town) == []
