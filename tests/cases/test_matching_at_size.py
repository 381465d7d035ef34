"""Two caseloads meet, and who is one person is known: few are missed, nobody is mixed up."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bench.matching.__main__ import OTHER_HABITS, figures, made_up, read
from bench.matching.caseloads import Habits
from services.cases.store.people import LOOK_UPS
from tests.cases.town import COUNCIL, Town, town_at


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        yield built


@pytest.mark.parametrize(
    ("habits", "recall"), [(Habits(), 0.97), (OTHER_HABITS, 0.93)], ids=["as trained on", "other habits"]
)
async def test_made_up_caseloads_are_linked_and_nobody_is_mixed_up(town: Town, habits: Habits, recall: float) -> None:
    found = await figures(town, *made_up(1_200, habits, seed=12))
    assert found.wrong == 0, found
    assert found.recall >= recall, found
    assert found.likely > 0, found


async def test_a_sample_of_caseloads_is_linked_as_was_promised(town: Town) -> None:
    """The sample is no part of the project: `KITH_SAMPLE_DIR` names its folder, with `caseload-links.csv` in it."""
    folder = Path(os.environ.get("KITH_SAMPLE_DIR", ""))
    if not (folder / "caseload-links.csv").exists():
        pytest.skip("KITH_SAMPLE_DIR names no folder with caseload-links.csv")
    found = await figures(town, *read(folder))
    assert found.precision >= 0.999, found
    assert found.recall >= 0.97, found


async def test_a_look_up_reads_no_table_from_end_to_end(town: Town) -> None:
    if town.db.dialect != "sqlite":
        pytest.skip("PostgreSQL reads a small table from end to end whatever its indexes")
    asked = {
        "keys": [1, 2],
        "numbers": ["9434765919"],
        "people": ["per_1", "per_2"],
        "families": ["begum", "hill"],
        "givens": ["amina", "yusuf"],
        "organisation": COUNCIL,
    }
    async with town.db.reading() as tx:
        for statement in LOOK_UPS:
            wanted = {name: asked[name] for name in statement.compile().params}
            query = statement.params(**wanted).compile(dialect=tx.dialect, compile_kwargs={"literal_binds": True})
            plan = [row.detail for row in await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
            assert plan
            assert not [step for step in plan if step.startswith("SCAN")], plan
