"""A feed over gRPC at one process of cases, all its roles in it: rows a second, each matched against all who are
there, and whether its memory stays what it was. First everybody is new, then the same is delivered again a day later.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice

from kith.cases.v1.people_pb2 import CaseloadRow, ImportCaseloadRequest
from kith.cases.v1.people_pb2_grpc import PeopleStub

from bench.floors import GRPC
from bench.matching.caseloads import Habits, caseloads
from bench.measure import Measurement, summarise
from bench.processes import own_mb
from bench.run import Run
from chassis.errors import NotFound
from tests.cases.running import Running, running, soon

_PEOPLE, _BATCH = 100_000, 250
_AGENCY = "org_agency"
_DAY = date(2026, 11, 1)


async def feed_import(run: Run) -> list[Measurement]:
    ours, _ = caseloads(2 * run.calls(_PEOPLE), Habits(), seed=7)
    rows = [
        CaseloadRow(
            line=line,
            local_id=str(line),
            given_name=one.identity.given_name,
            family_name=one.identity.family_name,
            date_of_birth=one.identity.date_of_birth.isoformat(),
            nhs_number=one.identity.nhs_number,
            postcode=one.identity.postcode,
            address=one.particulars.address,
            phone=one.particulars.phone,
            status="open",
        )
        for line, one in enumerate(ours, start=2)
    ]
    data = run.folder / "feed-import"
    data.mkdir()
    async with running(data) as cases:
        await cases.publish_organisation(_AGENCY, "Midlands NHS Trust", "nhs_trust")
        await soon(lambda: _taken(cases, rows[:1]))
        run.say(f"{len(rows):,} rows come in")
        return [
            await _delivered(cases, rows, _DAY, f"feed, {len(rows):,} new people, {_BATCH} rows"),
            await _delivered(cases, rows, _DAY + timedelta(days=1), "the same feed the next day"),
        ]


async def _taken(cases: Running, rows: Sequence[CaseloadRow]) -> bool | None:
    """Once cases has heard of the agency."""
    try:
        await _send(cases, rows, _DAY)
    except NotFound:
        return None
    return True


async def _send(cases: Running, rows: Sequence[CaseloadRow], as_of: date) -> None:
    # Signed anew for each: a token lives for less time than a delivery takes.
    token = cases.identity.token("partner", "people:import", audience="cases", org=_AGENCY, role="partner")
    async with cases.channel(token) as channel:
        asked = ImportCaseloadRequest(organisation_id=_AGENCY, feed="community", as_of=as_of.isoformat(), rows=rows)
        await PeopleStub(channel).ImportCaseload(asked)


async def _delivered(cases: Running, rows: Sequence[CaseloadRow], as_of: date, name: str) -> Measurement:
    seconds: list[float] = []
    early = 0.0
    start = time.perf_counter()
    for batch in _batches(rows):
        before = time.perf_counter()
        await _send(cases, batch, as_of)
        seconds.append(time.perf_counter() - before)
        if len(seconds) == max(1, len(rows) // _BATCH // 10):
            early = own_mb(cases.pid)
    wall = time.perf_counter() - start
    memory = f"{early:.0f} MB of memory after a tenth, {own_mb(cases.pid):.0f} MB at the end"
    return summarise(name, seconds, wall, GRPC, f"{len(rows) / wall:,.0f} rows a second; {memory}")


def _batches(rows: Sequence[CaseloadRow]) -> Iterator[list[CaseloadRow]]:
    left = iter(rows)
    while batch := list(islice(left, _BATCH)):
        yield batch
