"""Lists of cases: each once, newest first, by way of indexes however many there are."""

from typing import Any

import pytest
from sqlalchemy import Select, select

from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.store.casework.case_lists import ON_SHARES, asked, counted, listed
from services.cases.store.tables.casework import case_recipient
from services.cases.store.tables.metadata import outbox
from services.cases.usecases.casework.list_cases import MOST_COUNTED
from tests.cases.plans import plan_of
from tests.cases.private_services.worlds import executed
from tests.cases.sharing_town import SOCIAL_WORKER, SharingTown, again
from tests.cases.town import COUNCIL, NHS, NUMBERS, SCHOOL, row, worker

NURSE = worker(NHS, "acc_nurse")


async def recipients(town: SharingTown) -> set[tuple[str, str]]:
    """Who is named for which case; as it should be, which is said from shares and cases themselves."""
    async with town.town.db.reading() as tx:
        kept = [tuple(row) for row in await tx.execute(select(case_recipient))]
        wanted = [tuple(row) for row in await tx.execute(ON_SHARES)]
    assert sorted(kept) == sorted(wanted)
    return {(organisation, case_id) for organisation, _, case_id in kept}


async def test_a_case_is_found_by_whom_it_is_shared_with_from_the_share_to_its_end(town: SharingTown) -> None:
    agreed = await town.agree(COUNCIL, NHS, SCHOOL)
    named = await town.share(agreement_id=agreed)
    assert await recipients(town) == {(NHS, town.case.id)}
    every_case = await town.share(case_id="", to_organisation_ids=[NHS, SCHOOL], agreement_id=agreed)
    assert await recipients(town) == {(NHS, town.case.id), (SCHOOL, town.case.id)}
    later = await town.open_case()
    assert await recipients(town) == {(who, one.id) for who in (NHS, SCHOOL) for one in (town.case, later)}
    await town.end(every_case.share.id)
    assert await recipients(town) == {(NHS, town.case.id)}
    await town.end(named.share.id)
    assert await recipients(town) == set()


async def test_what_begins_or_ends_for_one_person_leaves_everybody_elses_cases_where_they_are(
    town: SharingTown,
) -> None:
    agreed = await town.agree(COUNCIL, NHS)
    await town.town.take(COUNCIL, [row("2", given="Noor", nhs_number=NUMBERS[1])])
    noor = await town.town.person(COUNCIL, "2")
    noors = await town.open_case(person=noor)
    shared = await town.share(case_id="", agreement_id=agreed)
    other = await town.share(person_id=noor, case_id=noors.id, agreement_id=agreed)
    assert await recipients(town) == {(NHS, town.case.id), (NHS, noors.id)}
    # What another organisation holds of her is not the giver's to share.
    await town.open_case(NURSE)
    assert await recipients(town) == {(NHS, town.case.id), (NHS, noors.id)}
    await town.end(shared.share.id)
    assert await recipients(town) == {(NHS, noors.id)}
    theirs = await town.open_case(person=noor)
    assert await recipients(town) == {(NHS, noors.id)}, f"{theirs.id} is named in no share"
    await town.end(other.share.id)
    assert await recipients(town) == set()


async def test_what_a_withdrawal_or_the_calendar_ends_is_looked_for_no_more(town: SharingTown) -> None:
    consent, _ = await town.share_on_consent()
    await town.share(until="2026-11-30", agreement_id=await town.agree(COUNCIL, NHS))
    assert await recipients(town) == {(NHS, town.case.id)}
    await town.withdraw(consent)
    assert await recipients(town) == {(NHS, town.case.id)}
    town.later(days=30)
    assert await town.expire() == 1
    assert await recipients(town) == set()


async def test_pages_show_own_and_shared_cases_each_once_newest_first(town: SharingTown) -> None:
    await town.share(case_id="", data_classes=["housing"], agreement_id=await town.agree(COUNCIL, NHS))
    opened = [town.case]
    for number in range(24):
        town.later(minutes=number % 3)  # some at the same instant
        opened.append(await town.open_case(NURSE if number % 2 else SOCIAL_WORKER))
    expected = sorted(opened, key=lambda one: (one.opened_at, one.id), reverse=True)
    seen, after = [], None
    while True:
        found = await town.cases(NURSE, Page(2, after))
        assert found.total == len(opened)
        seen += [one.id for one in found.cases]
        after = found.after
        if after is None:
            break
    assert seen == [one.id for one in expected]


async def test_ones_own_case_is_listed_once_where_an_emergency_access_is_open_too(town: SharingTown) -> None:
    await town.break_in("housing", caller=SOCIAL_WORKER)
    found = await town.cases(SOCIAL_WORKER)
    assert ([one.id for one in found.cases], found.total) == ([town.case.id], 1)


@pytest.mark.parametrize("shared_with", [NHS, SCHOOL])
async def test_a_case_opened_by_an_emergency_access_is_listed_once_whoever_it_is_shared_with(
    town: SharingTown, shared_with: str
) -> None:
    agreed = await town.agree(COUNCIL, NHS, SCHOOL)
    await town.share(to_organisation_ids=[shared_with], agreement_id=agreed)
    await town.break_in("housing")
    found = await town.cases()
    assert ([one.id for one in found.cases], found.total) == ([town.case.id], 1)


async def test_a_page_is_read_again_only_where_others_may_have_written_meanwhile(town: SharingTown) -> None:
    await town.share(agreement_id=await town.agree(COUNCIL, NHS))
    with executed(town.town) as log:
        assert (await town.cases(NURSE, Page(2, None))).total == 1
    pages = [sql for sql, _ in log.statements if "case_recipient" in sql and "count(" not in sql]
    assert len(pages) == (1 if town.town.db.dialect == "sqlite" else 2)


async def test_whoever_only_looks_wakes_nobody_who_carries_events(town: SharingTown) -> None:
    outbox.woken.clear()
    await town.cases(NURSE, Page(2, None))
    assert not outbox.woken.is_set()
    await town.open_case()
    assert outbox.woken.is_set()


async def test_cases_are_counted_no_further_than_anybody_reads(town: SharingTown) -> None:
    for _ in range(MOST_COUNTED):
        await town.open_case()
    found = await town.cases(SOCIAL_WORKER, Page(1))
    assert (len(found.cases), found.total) == (1, MOST_COUNTED)


@pytest.mark.parametrize("placed", [False, True], ids=["first page", "deep page"])
@pytest.mark.parametrize("kind", [ViewerKind.WORKER, ViewerKind.PARTNER])
async def test_no_page_reads_a_table_from_end_to_end(town: SharingTown, kind: ViewerKind, placed: bool) -> None:
    after = Place(town.case.opened_at, town.case.id) if placed else None
    plan = await explained(town, listed(kind, None, of_person=False, placed=placed), after)
    assert "case_file_of_organisation" in plan
    assert "case_recipient_pkey" in plan or "case_recipient USING PRIMARY KEY" in plan
    if town.town.db.dialect == "sqlite":
        begins = " AND opened_at<?" if placed else ""
        assert f"case_file_of_organisation (organisation_id=?{begins})" in plan
        assert f"case_recipient USING PRIMARY KEY (organisation_id=?{begins})" in plan
        assert "share USING INDEX share_of_person (person_id=? AND from_organisation_id=?)" in plan
    assert "Seq Scan" not in plan
    assert not [line for line in plan.splitlines() if line.startswith("SCAN") and "anon_" not in line]


async def test_no_count_reads_a_table_from_end_to_end(town: SharingTown) -> None:
    plan = await explained(town, counted(ViewerKind.WORKER, None, of_person=False))
    assert "Seq Scan" not in plan
    assert not [line for line in plan.splitlines() if line.startswith("SCAN") and "anon_" not in line]


async def explained(town: SharingTown, statement: Select[Any], after: Place | None = None) -> str:
    given = asked(viewer_of(NURSE), "", town.town.clock.now(), Page(51, after))
    async with town.town.db.reading() as tx:
        return await plan_of(tx, statement.params(given))


async def test_a_key_repeated_for_another_organisation_is_answered_with_nothing_of_the_first(
    town: SharingTown,
) -> None:
    """One account, two employers, and a client that begins its keys anew with each sign-in."""
    at_the_council, at_the_trust = (again(worker(employer, "acc_both")) for employer in (COUNCIL, NHS))
    first, second = await town.open_case(at_the_council), await town.open_case(at_the_trust)
    assert (first.organisation_id, second.organisation_id) == (COUNCIL, NHS)
    assert [await town.open_case(one) for one in (at_the_council, at_the_trust)] == [first, second]
