"""How well two caseloads were linked, where the folder says in caseload-links.csv which of their rows are one person.

No agency may ask which of its people another knows, so no call answers it: it is read from cases' database, which a
demo has in its own data folder.
"""

import asyncio
import csv
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from chassis.db import database

TRUTH = "caseload-links.csv"
_LINKED = text(
    "SELECT ours.local_id, theirs.local_id FROM knowledge AS ours JOIN knowledge AS theirs"
    " ON theirs.person_id = ours.person_id"
    " WHERE ours.organisation_id = :council AND theirs.organisation_id = :trust"
)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WellLinked:
    """Precision: how many of the links made without asking are right. Recall: how many of those there are were made."""

    truth: int
    linked: int
    right: int

    @classmethod
    def of(cls, truth: Set[Pair], linked: Set[Pair]) -> "WellLinked":
        return cls(len(truth), len(linked), len(truth & linked))

    def __str__(self) -> str:
        precision = f"precision {self.right / self.linked:.4f}" if self.linked else "precision unknown"
        recall = f"recall {self.right / self.truth:.4f}" if self.truth else "recall unknown"
        return f"{precision}, {recall}: {self.right} of {self.truth} pairs, {self.linked - self.right} wrong"


def well_linked(folder: Path, database_url: str, council: str, trust: str) -> WellLinked | None:
    """None where the folder does not say. The organisations are given by their ids."""
    file = folder / TRUTH
    if not file.exists():
        return None
    with file.open(newline="") as rows:
        truth = {(row["council_local_id"], row["nhs_local_id"]) for row in csv.DictReader(rows)}
    return WellLinked.of(truth, asyncio.run(_linked(database_url, council, trust)))


async def _linked(url: str, council: str, trust: str) -> set[Pair]:
    async with database(url) as db, db.reading() as tx:
        return {(ours, theirs) for ours, theirs in await tx.execute(_LINKED, {"council": council, "trust": trust})}
