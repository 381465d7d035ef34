"""What source systems send by mistake: ids swapped and used again, days that cannot be, merges and splits."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bench.matching.caseloads import Habits, caseloads
from services.cases.domain.feeds.caseload import Row
from tests.cases.feeds.feed_town import NAME, YESTERDAY, declare, fed, send, whole
from tests.cases.town import AMINA, COUNCIL, NHS, NUMBERS, Town, row, town_at

NOOR = row("2", given="Noor", family="Ali", birth="1950-07-08")
TWIN = replace(AMINA, local_id="3", given_name="Zahra", nhs_number=NUMBERS[1])


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        yield built


async def given_names(town: Town, *local_ids: str) -> list[str]:
    async with town.work() as work:
        known = await work.people.known(NHS, local_ids)
    return [known[one].identity.given_name for one in local_ids]


async def sources(town: Town) -> list[str]:
    """What says that the trust works with whoever it knows as 1."""
    person_id = await town.person(NHS)
    async with town.work() as work:
        return sorted(one.source for one in await work.involvements.of_person(person_id))


def named_as(one: Row, other: Row) -> Row:
    """The one's row with the other's number."""
    return replace(one, local_id=other.local_id, line=int(other.local_id))


async def test_two_ids_swapped_put_nobody_s_life_under_another_s_name(town: Town) -> None:
    await send(town, [AMINA, NOOR])
    report = await send(town, [named_as(NOOR, AMINA), named_as(AMINA, NOOR)])
    assert [(one.line, one.column) for one in report.refused] == [(1, "local_id"), (2, "local_id")]
    assert (report.taken, report.unchanged) == (0, 0)
    assert await given_names(town, "1", "2") == ["Amina", "Noor"]


async def test_twins_ids_swapped_are_seen_though_they_share_all_but_a_first_name(town: Town) -> None:
    await send(town, [AMINA, TWIN])
    report = await send(town, [named_as(TWIN, AMINA), named_as(AMINA, TWIN)])
    assert [one.reason for one in report.refused] == ["has changed places with another row: were two ids swapped?"] * 2
    assert await given_names(town, "1", "3") == ["Amina", "Zahra"]


async def test_an_id_used_again_for_somebody_else_is_refused_by_itself(town: Town) -> None:
    await send(town, [AMINA])
    report = await send(town, [named_as(NOOR, AMINA)])
    assert [one.reason for one in report.refused] == [
        "was somebody with another name and date of birth; give a new person a new local id"
    ]


@pytest.mark.parametrize(
    "changed",
    [
        replace(AMINA, family_name="Khan"),
        replace(AMINA, given_name="Begum", family_name="Amina", date_of_birth="1992-04-03"),
        replace(AMINA, date_of_birth="1992-04-03"),
        replace(AMINA, given_name="Sophie", family_name="Smith", date_of_birth="1993-04-03"),
    ],
    ids=["married", "names in each other's place", "day and month", "another name, the same NHS number"],
)
async def test_what_is_a_correction_is_taken(town: Town, changed: Row) -> None:
    await send(town, [AMINA])
    report = await send(town, [changed])
    assert (report.taken, report.refused) == (1, [])


ANOTHER_SYSTEM_S = "is somebody else's in another of your systems: put something of the system in front of its ids"


@pytest.mark.parametrize(
    "theirs",
    [
        replace(AMINA, given_name="Yusuf", date_of_birth="1955-07-09", nhs_number=""),
        replace(AMINA, family_name="Ali", date_of_birth="1955-07-09", nhs_number=NUMBERS[1]),
        replace(AMINA, given_name="Noor", family_name="Ali", nhs_number=""),
        replace(NOOR, local_id="1"),
    ],
    ids=["a family name in common", "a first name", "a birthday", "nothing"],
)
async def test_an_id_that_two_systems_of_one_agency_give_to_two_people_mixes_no_lives(town: Town, theirs: Row) -> None:
    """Each numbers for itself: what hangs on the one's entry would stand under the other's name."""
    await send(town, [AMINA])
    report = await send(town, [theirs], name="housing")
    assert [(one.column, one.reason) for one in report.refused] == [("local_id", ANOTHER_SYSTEM_S)]
    assert (report.taken, await given_names(town, "1")) == (0, ["Amina"])
    assert await sources(town) == [NAME]


@pytest.mark.parametrize(
    "written",
    [
        AMINA,
        replace(AMINA, nhs_number="", family_name="Khan"),
        replace(AMINA, nhs_number="", date_of_birth="1992-04-03"),
        replace(AMINA, nhs_number="", given_name="BEGUM", family_name="amina"),
        replace(AMINA, given_name="Sophie", family_name="Smith"),
    ],
    ids=["the same", "married", "day and month", "names in each other's place", "the same NHS number"],
)
async def test_an_id_that_two_systems_share_is_of_the_one_person_both_mean(town: Town, written: Row) -> None:
    await send(town, [AMINA])
    report = await send(town, [written], name="housing")
    assert (report.taken + report.unchanged, report.refused) == (1, [])
    assert await sources(town) == [NAME, "housing"]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("date_of_birth", "2026-11-23", "is in the future"),
        ("since", "2026-11-23", "is in the future"),
        ("last_contact", "2026-11-23", "is in the future"),
        ("until", "22/11/2026", "is not a date written YYYY-MM-DD"),
        ("next_contact", "2026-02-30", "is not a date written YYYY-MM-DD"),
        ("status", "s" * 41, "is longer than 40 characters"),
    ],
)
async def test_a_day_that_cannot_be_is_named_with_its_line_and_the_rest_is_taken(
    town: Town, column: str, value: str, reason: str
) -> None:
    report = await send(town, [replace(AMINA, line=7, **{column: value}), NOOR])
    assert [(one.line, one.column, one.reason) for one in report.refused] == [(7, column, reason)]
    assert report.taken == 1


async def test_an_end_before_the_beginning_is_refused(town: Town) -> None:
    report = await send(town, [replace(AMINA, since="2026-11-02", until="2026-11-01")])
    assert [(one.column, one.reason) for one in report.refused] == [("until", "is before since")]


async def test_a_row_says_how_the_work_stands_and_its_newer_word_counts(town: Town) -> None:
    await send(town, [replace(AMINA, status="In Assessment", since="2024-04-01", last_contact="2026-11-20")], YESTERDAY)
    one = await fed(town)
    assert (one.case_status, one.since, one.until) == ("in-assessment", date(2024, 4, 1), None)
    assert one.last_contact == date(2026, 11, 20)
    report = await send(town, [replace(AMINA, status="closed", since="2024-04-01", until="2026-11-21")])
    assert (report.taken, report.unchanged) == (1, 0)
    one = await fed(town)
    assert (one.case_status, one.until) == ("closed", YESTERDAY)
    assert one.last_contact == date(2026, 11, 20), "what the system does not say takes nothing back"
    assert (await send(town, [replace(AMINA, status="closed", since="2024-04-01", until="2026-11-21")])).taken == 0


async def test_a_merge_at_the_source_ends_the_entry_that_went_and_keeps_the_other(town: Town) -> None:
    await send(town, [AMINA, NOOR, TWIN], YESTERDAY)
    await town.take(COUNCIL, [replace(AMINA, local_id="C1")])
    await declare(town, may_shrink=50)
    await whole(town, [AMINA, TWIN])
    assert (await fed(town, "2")).until == YESTERDAY
    assert (await fed(town)).until is None
    assert await town.person(COUNCIL, "C1") == await town.person(NHS, "1")


async def test_a_split_at_the_source_makes_a_second_entry_and_moves_nobody(town: Town) -> None:
    await send(town, [AMINA], YESTERDAY)
    before = await town.person(NHS, "1")
    await whole(town, [AMINA, TWIN])
    assert await town.person(NHS, "1") == before != await town.person(NHS, "3")
    assert (await fed(town)).until is (await fed(town, "3")).until is None


async def test_a_thousand_people_of_one_postcode_are_not_compared_with_each_other(town: Town) -> None:
    """Else ten thousand rows of one postcode would take a hundred times as long as a thousand."""
    ours, theirs = caseloads(1_200, Habits(), seed=5)
    street = [replace(made.identity, postcode="WS13 6YY", nhs_number="") for made in ours]
    rows = [
        row(str(n), one.given_name, one.family_name, one.date_of_birth.isoformat(), postcode=one.postcode)
        for n, one in enumerate(street)
    ]
    assert (await send(town, rows)).taken == len(rows) > 500
    batch = [replace(made.identity, postcode="WS13 6YY", nhs_number="") for made in theirs[:50]]
    async with town.work() as work:
        candidates = await work.people.likely(batch, COUNCIL)
    assert len(candidates) < 4 * len(batch)
