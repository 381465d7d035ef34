"""How long an import takes, and how long it keeps others waiting."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from services.directory.domain.report import Report
from services.directory.ports import OpenWork, Work
from services.directory.usecases.import_professionals import ImportProfessionals
from tests.directory.house import OPERATOR, House
from tests.directory.population import professionals


def timed(work: OpenWork, into: list[float]) -> OpenWork:
    """The same units of work, each one's milliseconds noted."""

    @asynccontextmanager
    async def noted() -> AsyncIterator[Work]:
        begun = time.perf_counter()
        async with work() as opened:
            yield opened
        into.append((time.perf_counter() - begun) * 1000)

    return noted


async def test_8000_professionals_come_in_within_seconds_and_nobody_waits_long(
    small: House, record_testsuite_property: Callable[[str, object], None]
) -> None:
    units = list[float]()
    takes = small.import_professionals
    begun = time.perf_counter()
    report: Report = await ImportProfessionals(timed(takes._work, units), takes._reading, small.clock, takes._ids)(
        OPERATOR, list(professionals(8_000))
    )
    seconds = time.perf_counter() - begun
    record_testsuite_property(
        "directory: import of 8000 professionals", {"seconds": seconds, "units": len(units), "longest_ms": max(units)}
    )
    assert report.taken == 8_000
    assert seconds < 20, "some 2 s on a quiet machine; this one is shared"
    assert sorted(units)[len(units) * 9 // 10] < 200
