"""Who a new entry is of, among so many people: one looked up; and a caseload of ten thousand that comes in from an
agency new to the county, as its system sends it. Half of its rows are of people the county knows, as another agency
writes them; which of them were linked rightly is known, and said.
"""

import os
import random
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from itertools import cycle

from sqlalchemy import select

from bench.floors import SQLITE
from bench.inhabitants import BLOCK, inhabitant
from bench.matching.caseloads import Habits, Made, as_others_know, row
from bench.measure import Measurement, summarise, timed_async
from bench.population import County, person
from bench.processes import cpu_seconds
from bench.run import Run
from bench.sizes import NAMES, counties
from chassis.clock import SystemClock
from chassis.ids import RandomIds
from chassis.tokens import Caller
from services.cases.api.told import encode
from services.cases.domain.feeds.arrival import Feed, to_be_counted
from services.cases.domain.organisation import Organisation
from services.cases.domain.people.blocking import CROWD, homes
from services.cases.domain.people.likeness import Described
from services.cases.domain.people.matching import KnownAs, match
from services.cases.store.people.people import SqlPeople
from services.cases.store.tables.people import identity_link, knowledge
from services.cases.store.work import open_work
from services.cases.usecases.feeds.import_caseload import ImportCaseload
from services.cases.usecases.people.particulars import particulars_of

_AGENCY = Organisation("org_new", "An agency new to the county", "nhs_trust", "England")
_ROWS, _BATCH, _LOOK_UPS = 10_000, 250, 2_000
_BLOCKS = 50
_SEED = 20261130
_CLOCK = SystemClock()


async def matching(run: Run) -> list[Measurement]:
    measured = []
    async with aclosing(counties(run)) as all_of_them:
        async for there in all_of_them:
            run.say(f"matching among {there.size:,} on {NAMES[there.kind]}")
            rows = _caseload(there.size, run.calls(_ROWS))
            measured += [await _looked_up(run, there, rows), await _came_in(run, there, rows)]
    return measured


def _caseload(size: int, count: int) -> list[Made]:
    """Half from all over the county, half people that nobody knows yet, in no order."""
    chance, half = random.Random(_SEED), count // 2
    blocks = min(_BLOCKS, size // BLOCK)
    each = half // blocks
    known = [
        size // BLOCK * nth // blocks * BLOCK + number * (BLOCK // each)
        for nth in range(blocks)
        for number in range(each)
    ]
    new = range(size, size + count - len(known))
    rows = [as_others_know(chance, Habits(), inhabitant(number)) for number in (*known, *new)]
    chance.shuffle(rows)
    return rows


async def _looked_up(run: Run, there: County, rows: Sequence[Made]) -> Measurement:
    entries = cycle(rows)
    async with there.db.reading() as tx:
        people = SqlPeople(tx)

        async def look_up() -> None:
            made = next(entries)
            candidates = await people.likely([made.identity], _AGENCY.id)
            others = [k.identity for k in candidates]
            bearers = await people.bearers(to_be_counted([made.identity], others), _AGENCY.id)
            crowds = await people.crowds([made.identity, *others], _AGENCY.id)
            opened = await particulars_of(there.keys, candidates)
            known = [KnownAs(k.person_id, k.identity, opened[k.id], k.organisation_id) for k in candidates]
            match(
                Described(made.identity, made.particulars),
                known,
                _AGENCY.id,
                lambda one: bearers.get((one.given_folded, one.family_folded), 0),
                lambda one: any(crowds[key] >= CROWD for key in homes([one])),
            )

        return await timed_async(
            f"matching, one looked up, {there.size:,}, {NAMES[there.kind]}",
            look_up,
            run.calls(_LOOK_UPS),
            SQLITE,
            goal="10 ms",
            series=f"matching: one looked up, {NAMES[there.kind]}",
            size=there.size,
        )


async def _came_in(run: Run, there: County, rows: Sequence[Made]) -> Measurement:
    ids = RandomIds(_CLOCK)
    work = open_work(there.db, there.keys, encode, _CLOCK, ids)
    async with work() as opened:
        await opened.organisations.put(_AGENCY)
    take = ImportCaseload(work, there.keys, ids, _CLOCK)
    system = Caller("cli_new", "partner", frozenset({"people:import"}), {"org": _AGENCY.id})
    feed = Feed(_AGENCY.id, "community health", _CLOCK.now().date())
    seconds, likely, spent = list[float](), 0, cpu_seconds(os.getpid())
    for start in range(0, len(rows), _BATCH):
        batch, before = list(map(row, rows[start : start + _BATCH])), time.perf_counter()
        report = await take(system, feed, batch)
        seconds += [(time.perf_counter() - before) / len(batch)] * len(batch)
        assert not report.refused, report.refused[:3]
        likely += report.likely
    found = await _said_of_links(there, rows)
    spent, all_of_them = cpu_seconds(os.getpid()) - spent, sum(seconds)
    name = f"matching, a row of {len(rows):,}, {there.size:,}, {NAMES[there.kind]}"
    return replace(
        summarise(name, seconds, all_of_them),
        note=f"{all_of_them:.1f} s for all; {found}; {likely} for somebody to look at",
        cpu_ms={"here": spent * 1000 / len(rows)},
        goal=f"{_ROWS:,} in 60 s",
        series=f"matching: a row that comes in, {NAMES[there.kind]}",
        size=there.size,
    )


async def _said_of_links(there: County, rows: Sequence[Made]) -> str:
    """How many were made, of how many there are, and how many of them are wrong."""
    made = (
        select(knowledge.c.local_id, identity_link.c.person_id)
        .join(identity_link, identity_link.c.knowledge_id == knowledge.c.id)
        .where(knowledge.c.organisation_id == _AGENCY.id)
    )
    async with there.db.reading() as tx:
        linked = [(int(local_id), person_id) for local_id, person_id in await tx.execute(made)]
    wrong = sum(person_id != person(who) for who, person_id in linked)
    there_are = sum(made.who < there.size for made in rows)
    return f"{len(linked):,} linked of {there_are:,} whom the county knows, {wrong} of them wrongly"
