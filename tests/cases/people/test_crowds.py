"""Sixty under one roof share a door, a telephone and an age: a slip in somebody's date of birth is no slip there."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from services.cases.domain.blocking import CROWD
from services.cases.domain.caseload import Row
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
