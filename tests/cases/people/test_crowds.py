"""Sixty under one roof share a door, a telephone and an age: a slip in somebody's date of birth is no slip there."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from services.cases.domain.feeds.caseload import Row
from services.cases.domain.people.blocking import CROWD, MOST_BEARERS
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, SCHOOL, Town, town_at

HER = replace(AMINA, nhs_number="")
SLIPPED = replace(HER, local_id="77", date_of_birth="1992-04-03")
OTHERS = [
    replace(HER, local_id=f"S{nth}", given_name=given, family_name=family, date_of_birth=f"1992-0{nth}-11")
    for nth, (given, family) in enumerate(
        [("Kevin", "Marsh"), ("Olga", "Petrenko"), ("Sean", "Byrne"), ("Lucy", "Hope"), ("Tadesse", "Bekele")], start=1
    )
]


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        yield built


async def linked(town: Town, others: Sequence[Row], organisation: str = SCHOOL, *, shielded: bool = False) -> bool:
    """Whether a slip in the date of birth is one where these others live behind the postcode."""
    await town.take(organisation, others, shielded=shielded)
    await town.take(COUNCIL, [HER])
    report = await town.take(NHS, [SLIPPED])
    assert (report.linked, report.likely) in {(1, 0), (0, 1)}, report
    return bool(report.linked)


async def test_a_slip_in_the_birth_date_links_at_a_door_behind_which_few_of_one_age_are_known(town: Town) -> None:
    assert await linked(town, OTHERS[: CROWD - 2])


async def test_it_waits_for_somebody_where_many_of_one_age_are_known(town: Town) -> None:
    assert not await linked(town, OTHERS[: CROWD - 1])


async def test_it_waits_where_the_many_come_with_the_same_rows(town: Town) -> None:
    await town.take(COUNCIL, [HER])
    report = await town.take(NHS, [*OTHERS, SLIPPED])
    assert (report.linked, report.likely) == (0, 1)


async def test_whom_a_private_service_knows_makes_no_crowd_for_others(town: Town) -> None:
    assert await linked(town, OTHERS, REFUGE, shielded=True)


def nameless(count: int) -> list[Row]:
    """What a system sends that knows nothing of somebody and must not leave a field empty."""
    unknown = replace(
        HER, given_name="Unknown", family_name="Unknown", date_of_birth="1900-01-01", postcode="", address="", phone=""
    )
    return [replace(unknown, local_id=f"U{nth}") for nth in range(count)]


async def test_few_of_whom_a_system_knows_nothing_are_shown_to_somebody(town: Town) -> None:
    await town.take(COUNCIL, nameless(3))
    assert (await town.take(NHS, nameless(1))).likely == 1


async def test_very_many_of_whom_a_system_knows_nothing_are_compared_with_nobody(town: Town) -> None:
    await town.take(COUNCIL, nameless(MOST_BEARERS + 1))
    report = await town.take(NHS, nameless(1))
    assert (report.linked, report.likely) == (0, 0)


async def test_so_many_known_to_a_private_service_hide_nobody_from_others(town: Town) -> None:
    await town.take(COUNCIL, nameless(3))
    await town.take(REFUGE, nameless(MOST_BEARERS + 1), shielded=True)
    assert (await town.take(NHS, nameless(1))).likely == 1
