"""`kith import`: CSV files through the public API, in batches, with progress; a bad row is named and the rest kept."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from console.api import Api

_BATCH = 250
Row = dict[str, Any]


@dataclass(slots=True)
class Report:
    """What came of one file."""

    file: str
    taken: int = 0
    unchanged: int = 0
    linked: int = 0
    likely: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)

    def add(self, answer: dict[str, Any]) -> None:
        self.taken += answer["taken"]
        self.unchanged += answer["unchanged"]
        self.linked += answer.get("linked", 0)
        self.likely += answer.get("likely", 0)
        self.rejected += answer["rejected"]


class UnknownColumns(Exception):
    """The file lacks a column that its kind needs."""


Progress = Callable[[int], None]

# For each kind, the columns of the API and, for files in the field's own layouts, where each comes from.
_COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "organisations": {
        "name": ("name", "official_name"),
        "kind": ("kind",),
        "identifier": ("identifier",),
        "area_gss": ("area_gss", "gss_code"),
        "nation": ("nation",),
        "latitude": ("latitude",),
        "longitude": ("longitude",),
    },
    "professionals": {
        name: (name,)
        for name in (
            *("external_id", "given_name", "family_name", "known_as", "role", "team", "organisation"),
            *("organisation_kind", "area_gss", "registration_body", "registration_number"),
            *("email", "phone", "mobile", "working_days", "postcode"),
        )
    },
    "people": {
        name: (name,)
        for name in (
            *("local_id", "given_name", "family_name", "date_of_birth", "sex", "nhs_number"),
            *("address", "town", "postcode", "uprn", "phone"),
        )
    },
}
_NEEDED = {
    "organisations": ("name",),
    "professionals": ("external_id", "given_name", "family_name", "organisation"),
    "people": ("local_id", "given_name", "family_name", "date_of_birth"),
}


def import_file(api: Api, kind: str, file: Path, progress: Progress, **about: str | bool) -> Report:
    """Send a CSV file's rows to `/v1/imports/<kind>`; `about` holds for all rows (organisation_id, feed, as_of).

    Raises UnknownColumns when a needed column is missing; Refused when the API refuses a whole batch.
    """
    report = Report(file.name)
    with file.open(newline="", encoding="utf-8-sig") as lines:
        rows = _rows(kind, csv.DictReader(lines), file.name)
        while batch := list(islice(rows, _BATCH)):
            report.add(api.post(f"/v1/imports/{kind}", {"rows": batch, **about}))
            progress(len(batch))
    return report


def count(file: Path) -> int:
    """How many rows a CSV file holds, for the progress bar."""
    with file.open(newline="", encoding="utf-8-sig") as lines:
        return sum(1 for _ in csv.reader(lines)) - 1


def _rows(kind: str, reader: "csv.DictReader[str]", name: str) -> Iterator[Row]:
    header = reader.fieldnames or []
    if kind == "organisations" and "gss_code" in header:
        yield from map(_council, _numbered(reader))
        return
    columns = _COLUMNS[kind]
    missing = [c for c in _NEEDED[kind] if not any(source in header for source in columns[c])]
    if missing:
        raise UnknownColumns(f"{name} has no column {', '.join(missing)}; it has {', '.join(header)}")
    for line, row in _numbered(reader):
        yield {"line": line} | {
            column: next(row[source] or "" for source in sources if source in row)
            for column, sources in columns.items()
            if any(source in row for source in sources)
        }


def _numbered(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    for row in reader:
        yield reader.line_num, row


def _council(numbered: tuple[int, dict[str, str]]) -> Row:
    """A row of mySociety's table of UK councils (`uk_local_authority_names_and_codes`)."""
    line, row = numbered
    return {
        "line": line,
        "name": row["official_name"],
        "kind": "council",
        "identifier": f"gss:{row['gss_code']}",
        "area_gss": row["gss_code"],
        "nation": row["nation"],
        "latitude": float(row["latitude"] or 0),
        "longitude": float(row["longitude"] or 0),
    }
