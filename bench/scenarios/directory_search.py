"""Finding a colleague among thousands by a mistyped name, through the API."""

import asyncio
import csv
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from urllib.parse import quote

from bench.floors import SQLITE
from bench.measure import Measurement, summarise, timed_async
from bench.processes import cpu_seconds
from bench.run import Run
from bench.stage import Stage
from console.api import Api
from console.imports import Progress, import_file
from services.directory.domain.professional import ProfessionalRow
from tests.directory.population import mistyped, professionals

SMALL, LARGE = 8_000, 100_000
_PATH = "/v1/professionals"
_SEED = 20261122
_POLL_SECONDS = 0.1
_CATCH_UP_SECONDS = 120


async def directory_search(run: Run) -> list[Measurement]:
    stage = await run.stage()
    rows = list(professionals(SMALL if run.quick else LARGE))
    measured = [await _imported(run, stage, rows[:SMALL])]
    measured += await _searched(run, stage, rows[:SMALL])
    if not run.quick:
        measured.append(await _imported(run, stage, rows[SMALL:]))
        measured += await _searched(run, stage, rows)
    return measured


async def _imported(run: Run, stage: Stage, rows: Sequence[ProfessionalRow]) -> Measurement:
    """Bring them in as `kith import professionals` does; the time a row took until all could be found."""
    file, done = run.folder / "professionals.csv", 0
    await asyncio.to_thread(_write, file, rows)

    def progress(batch: int) -> None:
        nonlocal done
        done += batch
        run.say(f"professionals come in: {done:,} of {len(rows):,}")

    before = {name: cpu_seconds(pid) for name, pid in stage.servers.items()}
    begun = time.perf_counter()
    await asyncio.to_thread(_import, stage.world.operator, file, progress, rows)
    seconds = time.perf_counter() - begun
    each = {name: (cpu_seconds(pid) - before[name]) * 1000 / len(rows) for name, pid in stage.servers.items()}
    named = f"directory import, a row of {len(rows):,}"
    return replace(summarise(named, [seconds / len(rows)], seconds / len(rows)), cpu_ms=each)


def _import(api: Api, file: Path, progress: Progress, rows: Sequence[ProfessionalRow]) -> None:
    """Until the index knows the last row too. Raises TimeoutError."""
    report = import_file(api, "professionals", file, progress)
    assert report.taken == len(rows), report.rejected[:3]
    last, until = rows[-1], time.monotonic() + _CATCH_UP_SECONDS
    words = quote(f"{last.given_name} {last.family_name} {last.role} {last.organisation}")
    while last.external_id not in {each["external_id"] for each in api.get(f"{_PATH}?q={words}&limit=50")["items"]}:
        if time.monotonic() > until:
            raise TimeoutError("the index did not catch up")
        time.sleep(_POLL_SECONDS)


def _write(file: Path, rows: Sequence[ProfessionalRow]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        columns = [each.name for each in fields(ProfessionalRow) if each.name not in ("line", "share_mobile")]
        writer.writerow("area_gss" if column == "area" else column for column in columns)
        writer.writerows([getattr(row, column) for column in columns] for row in rows)


async def _searched(run: Run, stage: Stage, rows: Sequence[ProfessionalRow]) -> list[Measurement]:
    """By name alone; and with role and place, as somebody types who got too many of one name."""
    return [
        await _found(run, stage, rows, lambda row: "", "name"),
        await _found(run, stage, rows, lambda row: f" {row.role} {row.organisation}", "name, role, employer"),
    ]


async def _found(
    run: Run, stage: Stage, rows: Sequence[ProfessionalRow], more: Callable[[ProfessionalRow], str], typed: str
) -> Measurement:
    run.say(f"search by {typed} among {len(rows):,}")
    chance, calls = random.Random(_SEED), run.calls(300)
    token = await stage.token(stage.world.cast.social_worker)
    right_one = right_name = asked = 0

    async def find() -> None:
        nonlocal right_one, right_name, asked
        row = chance.choice(rows)
        text = mistyped(chance, f"{row.given_name} {row.family_name}") + more(row)
        answer = json.loads(await stage.get(f"{_PATH}?q={quote(text)}", token))["items"]
        asked += 1
        right_one += row.email in {each["email"] for each in answer}
        right_name += (row.given_name, row.family_name) in {
            (each["given_name"], each["family_name"]) for each in answer
        }

    measured = await timed_async(
        f"search by {typed}, one slip, {len(rows):,}", find, calls, SQLITE, servers=stage.servers
    )
    return replace(
        measured, note=f"in the first ten: right name {right_name / asked:.0%}, right person {right_one / asked:.0%}"
    )
