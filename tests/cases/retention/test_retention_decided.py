"""What must be kept is refused with its reasons; what may go is listed for a person of the organisation to decide."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.cases.domain.retention.erasure import Erasure
from services.cases.ports.casework import Page
from services.cases.usecases.access.ask_for_access import AskForAccess
from services.cases.usecases.casework.reopen_case import ReopenCase
from services.cases.usecases.retention.list_legal_holds import ListLegalHolds
from tests.cases.retention.keeping_town import DPO, NHS_DPO, Keeping
from tests.cases.sharing_town import AMINA_HERSELF, CONSENTED, SOCIAL_WORKER, SharingTown, again, holding
from tests.cases.town import COUNCIL, NHS, row, worker


@pytest.fixture
def keeping(town: SharingTown) -> Keeping:
    return Keeping(town)


async def refused(keeping: Keeping, retention: str = "housing") -> str:
    with pytest.raises(Conflict) as why:
        await keeping.erase(retention)
    assert why.value.code == "kept"
    return why.value.detail


async def still_there(town: SharingTown, record: str) -> bool:
    return (await town.read(record, SOCIAL_WORKER)).record.content == "What was said."


async def test_what_is_open_or_within_its_time_is_kept_and_the_refusal_says_until_when(
    town: SharingTown, keeping: Keeping
) -> None:
    record = await town.record()
    assert await refused(keeping) == "A case is open: close it first."
    await keeping.close()
    kept = await refused(keeping)
    assert kept.startswith("It is kept until 22 November 2032: Limitation Act 1980")
    assert (await keeping.held())["housing"].verdict(date(2026, 11, 22)).until == date(2032, 11, 22)
    assert await still_there(town, record.id)
    assert await town.leaves("erasure.decided") == 0
    town.town.clock.at = town.town.clock.at.replace(year=2032)
    assert "until 22 November 2032" in await refused(keeping)


async def test_a_legal_hold_keeps_what_is_past_its_time_until_it_is_lifted(town: SharingTown, keeping: Keeping) -> None:
    record = await town.record()
    await keeping.close()
    hold = await keeping.hold()
    town.later(days=7 * 365)
    assert await refused(keeping) == "There is a legal hold on what you hold of this person."
    assert await still_there(town, record.id)
    assert (await keeping.due()).held == []
    lifted = await keeping.lift(hold)
    assert (lifted.lifted_by, lifted.lifted_why) == (DPO.subject, "The claim was withdrawn.")
    [due] = (await keeping.due()).held
    assert due.retention == "housing"
    assert await town.leaves("legal-hold.moved") == 2
    with pytest.raises(Conflict):
        await keeping.lift(hold)


async def test_a_hold_is_not_lifted_from_the_page_of_somebody_else(town: SharingTown, keeping: Keeping) -> None:
    """Whose page it was sent from is whom its officer read about when he said why."""
    hold = await keeping.hold()
    with pytest.raises(NotFound):
        await keeping.lift(hold, of="per_somebody_else")
    assert (await keeping.lift(hold, of=town.amina)).lifted_at


async def test_of_two_holds_the_second_keeps_it_too(town: SharingTown, keeping: Keeping) -> None:
    await keeping.close()
    first, _ = await keeping.hold(), await keeping.hold()
    town.later(days=7 * 365)
    await keeping.lift(first)
    assert "legal hold" in await refused(keeping)
    left = ListLegalHolds(town.town.work)
    assert len((await left(DPO, Page(50))).items) == 1
    assert len((await left(DPO, Page(50), town.amina)).items) == 1
    assert (await left(DPO, Page(50), "per_somebody_else")).items == []


async def test_what_is_still_shared_is_not_erased_under_its_recipients(town: SharingTown, keeping: Keeping) -> None:
    await keeping.close()
    town.later(days=7 * 365)
    consent = await town.consent(expires_on="2034-06-30")
    basis, until = replace(CONSENTED, consent_id=consent.id), "2034-06-30"
    shared = await town.share(basis=basis, until=until)
    assert await refused(keeping) == "Your organisation still shares it: end the share first."
    await town.end(shared.share.id)
    await keeping.erase()


async def test_nothing_goes_while_she_waits_for_a_copy_of_it(town: SharingTown, keeping: Keeping) -> None:
    await keeping.close()
    town.later(days=7 * 365)
    there = town.town
    asked = await AskForAccess(there.work, there.ids, there.clock)(AMINA_HERSELF, COUNCIL, "")
    await AskForAccess(there.work, there.ids, there.clock)(AMINA_HERSELF, NHS, "")
    assert await refused(keeping) == "A copy of what you hold was asked for: answer that first (DPA 2018 section 173)."
    assert (await keeping.due()).held == []
    async with there.work() as work:
        await work.access_requests.put(replace(asked, officer_id="acc_dpo", released_at=there.clock.now()))
    await keeping.erase()


async def test_who_she_is_goes_when_her_cases_are_gone_and_the_work_with_her_is_long_over(
    town: SharingTown, keeping: Keeping
) -> None:
    assert await refused(keeping, "dealings") == "Cases or enquiries about this person are held: they go first."
    await keeping.close()
    town.later(days=7 * 365)
    await keeping.erase()
    assert await refused(keeping, "dealings") == "Your organisation works with this person."
    await keeping.end_work()
    town.later(days=1)
    assert (await refused(keeping, "dealings")).startswith("It is kept until ")
    town.later(days=7 * 365)
    assert [one.retention for one in (await keeping.due()).held] == ["dealings"]
    await keeping.erase("dealings")
    with pytest.raises(NotFound):
        await keeping.held()


async def test_a_child_who_was_looked_after_is_kept_for_75_years(town: SharingTown, keeping: Keeping) -> None:
    case = await keeping.keep_as(await town.open_case(kind="children"))
    await keeping.close(case)
    await keeping.close()
    town.later(days=30 * 365)
    assert [one.retention for one in (await keeping.due()).held] == ["housing"]
    assert "until 4 March 2067" in await refused(keeping, "looked_after_child")


async def test_only_who_may_decides_and_of_what_the_own_organisation_holds(town: SharingTown, keeping: Keeping) -> None:
    await keeping.close()
    hold = await keeping.hold()
    town.later(days=7 * 365)
    for caller in (SOCIAL_WORKER, worker(COUNCIL, "acc_manager", "manager")):
        with pytest.raises(Denied):
            await keeping.erase(caller=caller)
        with pytest.raises(Denied):
            await keeping.hold(caller)
        with pytest.raises(Denied):
            await keeping.due(caller)
    elsewhere = holding(worker("org_school", "acc_school", "dpo"), "retention:decide")
    for person in (town.amina, "per_nobody"):
        for ask in (keeping.held, keeping.hold):
            with pytest.raises(NotFound):
                await ask(elsewhere, person)
        with pytest.raises(NotFound):
            await keeping.erase("housing", elsewhere, person)
    with pytest.raises(NotFound):
        await keeping.lift(hold, NHS_DPO)
    assert (await ListLegalHolds(town.town.work)(NHS_DPO, Page(50))).items == []
    with pytest.raises(Invalid):
        await keeping.erase(caller=NHS_DPO)  # it knows her, and holds no case


async def test_nobody_decides_about_what_is_held_of_himself(town: SharingTown, keeping: Keeping) -> None:
    await keeping.close()
    hold = await keeping.hold()
    town.later(days=7 * 365)
    her = holding(worker(COUNCIL, "acc_amina", "dpo"), "retention:decide")
    for ask in (keeping.held, keeping.hold):
        with pytest.raises(NotFound):
            await ask(her)
    with pytest.raises(NotFound):
        await keeping.erase(caller=her)
    with pytest.raises(NotFound):
        await keeping.lift(hold, her)
    assert (await ListLegalHolds(town.town.work)(her, Page(50))).items == []
    await keeping.lift(hold)
    assert (await keeping.due(her)).held == []


async def test_the_list_of_what_is_due_has_everything_that_may_go_and_goes_on_where_it_stopped(
    town: SharingTown, keeping: Keeping
) -> None:
    rows = [row(str(n), given=f"Ann{n}", birth=f"{1950 + n * 9}-02-28", nhs_number="") for n in range(2, 8)]
    await town.town.take(COUNCIL, rows)
    people = [await town.town.person(COUNCIL, str(n)) for n in range(2, 8)]
    for number, person in enumerate(people):
        case = await town.open_case(person=person, kind=("children", "health", "adults")[number % 3])
        if number % 2:
            await keeping.close(case)
    await keeping.close()
    for years in (1, 4, 4, 6, 9, 20):
        town.later(days=years * 366)
        today = town.town.clock.now().date()
        may = set()
        for person in (town.amina, *people):
            may |= {(person, k) for k, one in (await keeping.held(person=person)).items() if one.verdict(today).may_go}
        listed, after = [], ""
        while True:
            page = await keeping.due(after=after, people=2)
            listed += [(one.person_id, one.retention.value) for one in page.held]
            if not (after := page.after):
                break
        assert sorted(listed) == sorted(may)
    assert may


async def test_what_is_wrong_is_named_and_nothing_is_held_or_erased(town: SharingTown, keeping: Keeping) -> None:
    with pytest.raises(Invalid):
        await keeping.erase("gossip")
    with pytest.raises(Invalid):
        await keeping.erase("health")
    assert await town.leaves("erasure.decided") == 0


async def test_of_an_erasure_and_a_case_taken_up_again_at_once_one_happens(town: SharingTown, keeping: Keeping) -> None:
    record = await town.record()
    closed = await keeping.close()
    town.later(days=7 * 365)
    reopen = ReopenCase(town.town.work, town.town.clock)(SOCIAL_WORKER, closed.id, closed.version, "She came back.")
    erased, reopened = await asyncio.gather(keeping.erase(), reopen, return_exceptions=True)
    if isinstance(reopened, NotFound):
        assert isinstance(erased, Erasure)
    else:
        assert isinstance(erased, Conflict)
        assert await still_there(town, record.id)


async def test_a_double_submit_is_one_hold_and_one_erasure(town: SharingTown, keeping: Keeping) -> None:
    held = again(DPO, "hold")
    first = await keeping.hold(held)
    assert await keeping.hold(held) == first
    await keeping.lift(first)
    await keeping.close()
    town.later(days=7 * 365)
    erased = again(DPO, "erase")
    assert (await keeping.erase(caller=erased)).id == (await keeping.erase(caller=erased)).id
    assert await town.leaves("erasure.decided") == await town.leaves("erasure.finished") == 1


async def test_in_a_nation_without_rules_nothing_is_ever_due(town: SharingTown, keeping: Keeping) -> None:
    async with town.town.work() as work:
        council = await work.organisations.get(COUNCIL)
        await work.organisations.put(type(council)(council.id, council.name, council.kind, "Northern Ireland"))
    await keeping.close()
    town.later(days=90 * 366)
    assert "no rule" in await refused(keeping)
    assert (await keeping.due()).held == []
