"""The demo says how well it linked two caseloads, by a file that says which rows are one person."""

import asyncio
from pathlib import Path

import pytest

from console.demo.well_linked import TRUTH, WellLinked, well_linked
from tests.cases.town import AMINA, COUNCIL, NHS, NUMBERS, row, town_at


def test_what_was_linked_is_held_to_what_is_true() -> None:
    found = WellLinked.of({("1", "a"), ("2", "b"), ("3", "c"), ("4", "d")}, {("1", "a"), ("2", "b"), ("3", "x")})
    assert str(found) == "precision 0.6667, recall 0.5000: 2 of 4 pairs, 1 wrong"


def test_without_a_link_nothing_is_divided_by_none() -> None:
    assert str(WellLinked.of({("1", "a")}, set())) == "precision unknown, recall 0.0000: 0 of 1 pairs, 0 wrong"


@pytest.fixture
def linked(tmp_path: Path) -> str:
    """A database in which one of two people is linked."""
    url = f"sqlite:///{tmp_path}/cases.db"

    async def come() -> None:
        async with town_at(url, tmp_path) as town:
            await town.take(COUNCIL, [AMINA, row("2", given="Zofia", family="Nowak")])
            await town.take(NHS, [row("77", nhs_number=NUMBERS[0]), row("78", given="Sam", family="Okafor")])

    asyncio.run(come())
    return url


def test_it_is_read_from_the_demos_own_database(linked: str, tmp_path: Path) -> None:
    assert well_linked(tmp_path, linked, COUNCIL, NHS) is None, "the folder does not say"
    (tmp_path / TRUTH).write_text("council_local_id,nhs_local_id\n1,77\n2,78\n")
    assert well_linked(tmp_path, linked, COUNCIL, NHS) == WellLinked(truth=2, linked=1, right=1)
