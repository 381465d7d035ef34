"""`kith import`: CSV files through the public API, in batches, with progress; a bad row is named and the rest kept."""

import csv
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count as counted
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from console.api import Api

_BATCH, _ROLL_BATCH = 250, 5_000
_LONGEST_LINE = 65_536
Row = dict[str, Any]


@dataclass(slots=True)
class Report:
    """What came of one file."""

    file: str
    taken: int = 0
    unchanged: int = 0
    linked: int = 0
    likely: int = 0
    to_decide: int = 0
    ended: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)

    def add(self, answer: dict[str, Any]) -> None:
        self.taken += answer["taken"]
        self.unchanged += answer["unchanged"]
        self.linked += answer.get("linked", 0)
        self.likely += answer.get("likely", 0)
        self.to_decide += answer.get("to_decide", 0)
        self.rejected += answer["rejected"]


class UnknownColumns(Exception):
    """The file lacks a column that its kind needs, or has one twice: nothing of it was sent."""


class Unreadable(Exception):
    """A line of the file is not of a CSV file in UTF-8: nothing of it was sent."""


class NotTaken(Exception):
    """A whole delivery was not taken: nothing of it was changed."""


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
            *("status", "since", "until", "last_contact", "next_contact"),
        )
    },
    "merges": {"local_id": ("local_id",), "merged_into": ("merged_into",)},
}
_NEEDED = {
    "organisations": ("name",),
    "professionals": ("external_id", "given_name", "family_name", "organisation"),
    "people": ("local_id", "given_name", "family_name", "date_of_birth"),
    "merges": ("local_id", "merged_into"),
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


def import_whole(api: Api, file: Path, progress: Progress, entries: int | None, **about: str | bool) -> Report:
    """The same of people, where the file holds everybody in the feed: who is not in it is worked with no more.

    `entries`: how many the source system says there are; None to believe the file. Raises NotTaken where fewer came, or
    where so many would end that a manager has to look first: then no row is sent.
    """
    roll = _called(api, file, len(set(_local_ids(file))) if entries is None else entries, about)
    report = import_file(api, "people", file, progress, **about)
    roll = api.post(f"/v1/rolls/{roll['id']}/finish", {})
    if roll["state"] == "held":
        raise NotTaken(_WAITS.format(**roll))
    report.ended = roll["missing"]
    return report


_WAITS = "{missing} of {current} would end, more than this feed may shrink: it waits for a manager (/desk/feeds)"


def _called(api: Api, file: Path, entries: int, about: dict[str, str | bool]) -> dict[str, Any]:
    asked = {"organisation_id": about["organisation_id"], "as_of": about["as_of"], "entries": entries}
    roll: dict[str, Any] = api.post(f"/v1/feeds/{quote(str(about['feed']), safe='')}/rolls", asked)
    local_ids = iter(_local_ids(file))
    while batch := list(islice(local_ids, _ROLL_BATCH)):
        api.post(f"/v1/rolls/{roll['id']}/entries", {"local_ids": batch})
    roll = api.post(f"/v1/rolls/{roll['id']}/check", {})
    if roll["state"] != "open":
        raise NotTaken(_WAITS.format(**roll))
    return roll


def _local_ids(file: Path) -> Iterator[str]:
    with file.open(newline="", encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            if local_id := (row.get("local_id") or "").strip():
                yield local_id


def count(kind: str, file: Path) -> int:
    """How many rows a CSV file of a kind holds. It is read to its end, so that nothing of a bad one is sent.

    Raises Unreadable naming the line; UnknownColumns.
    """
    if not file.is_file():
        raise Unreadable(f"{file.name}: is no file that can be read twice, as it must be; nothing was sent")
    reader = csv.reader(_lines(file), strict=True)

    def unreadable(why: str) -> Unreadable:
        return Unreadable(f"{file.name}, line {reader.line_num}: {why}; nothing was sent")

    rows = 0
    try:
        row = header = next(reader, [])
        _must_have(kind, header, file.name)
        for row in reader:
            if len(row) > len(header):
                # A comma in no quotes moves all that stands after it into another column.
                raise unreadable("has more fields than the first line has columns")
            rows += bool(row)
    except csv.Error as error:
        # An open quote would take the rows after it with it.
        raise unreadable(f"a quoted field is not closed as it should be ({error})") from None
    # Spreadsheets leave out empty fields at the end of a row; they do end its line.
    if 0 < len(row) < len(header) and not _ends_its_last_line(file):
        raise unreadable("ends before its row does: was the file cut off?")
    return rows


def _ends_its_last_line(file: Path) -> bool:
    with file.open("rb") as read:
        read.seek(-1, os.SEEK_END)
        return read.read(1) in b"\r\n"


def _lines(file: Path) -> Iterator[str]:
    with file.open(newline="", encoding="utf-8-sig", errors="surrogateescape") as text:
        for number in counted(1):
            line = text.readline(_LONGEST_LINE)
            if not line.isascii() and not _is_utf8(line):
                raise Unreadable(f"{file.name}, line {number}: is not UTF-8; nothing was sent")
            if len(line) == _LONGEST_LINE:
                raise Unreadable(f"{file.name}, line {number}: is longer than a row can be; nothing was sent")
            if not line:
                return
            yield line


def _is_utf8(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def _must_have(kind: str, header: Sequence[str], name: str) -> None:
    """What the file says in its first line is not repeated: where the names of columns are missing, it is somebody."""
    columns, needed = _COLUMNS[kind], _NEEDED[kind]
    if _is_council(kind, header):
        columns, needed = columns | {"name": ("official_name",)}, ("name", "area_gss")
    if missing := [columns[each][0] for each in needed if not set(columns[each]).intersection(header)]:
        raise UnknownColumns(
            f"{name} has no column {', '.join(missing)}: its first line must name the columns, with commas between"
        )
    times = Counter(header)
    if twice := [source for sources in columns.values() for source in sources if times[source] > 1]:
        raise UnknownColumns(f"{name} has the column {', '.join(twice)} more than once")


def _is_council(kind: str, header: Sequence[str]) -> bool:
    return kind == "organisations" and "gss_code" in header


def _rows(kind: str, reader: "csv.DictReader[str]", name: str) -> Iterator[Row]:
    header = reader.fieldnames or []
    _must_have(kind, header, name)
    if _is_council(kind, header):
        yield from map(_council, _numbered(reader))
        return
    columns = _COLUMNS[kind]
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
    code = row["gss_code"] or ""
    return {
        "line": line,
        "name": row["official_name"] or "",
        "kind": "council",
        "identifier": f"gss:{code}",
        "area_gss": code,
        "nation": row.get("nation") or "",
        "latitude": row.get("latitude") or 0,
        "longitude": row.get("longitude") or 0,
    }
