"""Finding the right one of thousands, and how fast: the figures are kept as properties of the test run."""

import random
import statistics
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.directory.house import House, house
from tests.directory.population import mistyped, professionals

STAFF = 8_000
ASKED = 600


@pytest.fixture
async def crowd(tmp_path: Path) -> AsyncIterator[House]:
    async with house(f"sqlite:///{tmp_path}/directory.db", tmp_path) as opened:
        await opened.with_professionals(*professionals(STAFF))
        await opened.indexer().catch_up()
        yield opened


async def test_with_one_slip_the_right_one_of_8000_is_in_the_first_ten(
    crowd: House, record_testsuite_property: Callable[[str, object], None]
) -> None:
    rng, rows = random.Random(20261122), list(professionals(STAFF))
    right, cpu, milliseconds = 0, list[float](), list[float]()
    for row in rng.sample(rows, ASKED):
        typed = mistyped(rng, f"{row.given_name} {row.family_name}")
        begun, begun_cpu = time.perf_counter(), time.process_time()
        found = await crowd.find(typed)
        milliseconds.append((time.perf_counter() - begun) * 1000)
        cpu.append((time.process_time() - begun_cpu) * 1000)
        right += row.external_id in {card.professional.facts.external_id for card in found}
    p50 = statistics.median(milliseconds)
    p95 = statistics.quantiles(milliseconds, n=20)[-1]
    record_testsuite_property(
        "directory: one slip, 8000 professionals", {"right": right / ASKED, "p50_ms": p50, "p95_ms": p95}
    )
    assert right / ASKED >= 0.95
    # The machine is shared, so what is asserted is the processor's time; the clock's is recorded beside it.
    assert statistics.median(cpu) < 5
