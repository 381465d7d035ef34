"""How well matching does, through the import that agencies use: `python -m bench.matching [FOLDER]`.

FOLDER holds caseload-council.csv, caseload-nhs.csv and, as the truth, caseload-links.csv; without one, ten thousand
made-up people of each of the populations with habits that the weights were not trained on.
"""

import argparse
import asyncio
import csv
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from bench.matching.caseloads import caseloads, row
from bench.matching.populations import POPULATIONS, Population
from services.cases.domain.feeds.caseload import Row
from services.cases.store.tables.people import knowledge
from tests.cases.town import COUNCIL, NHS, Town, town_at

_BATCH, _PEOPLE, _SEED = 250, 10_000, 77

Pair = tuple[str, str]
Caseloads = tuple[list[Row], list[Row], set[Pair]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of links made without asking: how many are right, and how many of those there are were found. `likely` is how
    many entries wait for somebody to look.
    """

    truth: int
    linked: int
    wrong: int
    likely: int
    rows: int
    seconds: float

    @property
    def precision(self) -> float:
        return (self.linked - self.wrong) / self.linked if self.linked else 0.0

    @property
    def recall(self) -> float:
        return (self.linked - self.wrong) / self.truth

    def __str__(self) -> str:
        found = f"precision {self.precision:.4f}, recall {self.recall:.4f} of {self.truth} pairs"
        speed = f"{self.rows} rows, {self.rows / self.seconds:.0f} a second"
        return f"{self.linked} linked: {found}, {self.wrong} wrong; {self.likely} for somebody to look at; {speed}"


async def figures(town: Town, ours: Sequence[Row], theirs: Sequence[Row], truth: set[Pair]) -> Figures:
    """Both caseloads come in, the second meeting the first. `truth` is of local ids."""
    begun, likely = time.perf_counter(), 0
    for organisation, rows in ((COUNCIL, ours), (NHS, theirs)):
        for start in range(0, len(rows), _BATCH):
            likely += (await town.take(organisation, rows[start : start + _BATCH])).likely
    seconds = time.perf_counter() - begun
    linked = await _linked(town)
    return Figures(len(truth), len(linked), len(linked - truth), likely, len(ours) + len(theirs), seconds)


async def _linked(town: Town) -> set[Pair]:
    one, other = knowledge.alias(), knowledge.alias()
    pairs = select(one.c.local_id, other.c.local_id).where(
        one.c.person_id == other.c.person_id, one.c.organisation_id == COUNCIL, other.c.organisation_id == NHS
    )
    async with town.db.reading() as tx:
        return {(ours, theirs) for ours, theirs in await tx.execute(pairs)}


def made_up(people: int, of: Population, seed: int) -> Caseloads:
    """Rows as the two agencies send them, and which are one person."""
    ours, theirs = caseloads(people, of.habits, seed, of.there)
    both = {made.who for made in ours} & {made.who for made in theirs}
    return list(map(row, ours)), list(map(row, theirs)), {(str(who), str(who)) for who in both}


def read(folder: Path) -> Caseloads:
    """The caseloads of a folder and their truth."""
    ours, theirs = ([Row(line=0, **row) for row in _lines(folder / f"caseload-{of}.csv")] for of in ("council", "nhs"))
    truth = {(row["council_local_id"], row["nhs_local_id"]) for row in _lines(folder / "caseload-links.csv")}
    return ours, theirs, truth


def _lines(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def of_folder_or_made_up(folder: Path | None) -> dict[str, Caseloads]:
    if folder:
        return {folder.name: read(folder)}
    return {name: made_up(_PEOPLE, of, _SEED) for name, of in POPULATIONS.items()}


async def _main(folder: Path | None) -> None:
    for name, rows in of_folder_or_made_up(folder).items():
        with tempfile.TemporaryDirectory() as kept:
            async with town_at(f"sqlite:///{kept}/cases.db", Path(kept)) as town:
                print(f"{name}: {await figures(town, *rows)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    asyncio.run(_main(parser.parse_args().folder))
