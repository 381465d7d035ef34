"""Trains the weights with Splink on made-up caseloads and writes them where the cases service ships them.

    pip install splink && python -m bench.matching.train

Splink compares by the service's own levels, which its SQL asks for. How likely a level is among those who are not one
person is estimated from random pairs, how likely it is in one person from the truth, which of made-up people is known.
"""

import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from bench.matching.caseloads import Habits, Made, caseloads
from services.cases.domain.people import likeness
from services.cases.domain.people.likeness import Described, Level, levels

_PEOPLE, _SEED = 50_000, 5
_HABITS = (
    Habits(),
    Habits(
        misspelt=0.08,
        misspelt_again=0.02,
        joined_family_name=0.02,
        short_form=0.1,
        names_swapped=0.03,
        new_family_name=0.06,
        birth_swapped=0.03,
        birth_digit=0.02,
        moved=0.3,
        no_number=0.45,
        other_phone=0.5,
        no_phone=0.2,
        no_uprn=0.7,
    ),
)
_RANDOM_PAIRS = 400_000
_PRIOR = 2**-20
_FIELDS = {
    "given_name": (Level.SAME, Level.ONE_NAME, Level.SLIP, Level.CLOSE, Level.SWAPPED, Level.DIFFERENT),
    "family_name": (Level.SAME, Level.SLIP, Level.CLOSE, Level.SWAPPED, Level.DIFFERENT),
    "date_of_birth": (Level.SAME, Level.SWAPPED, Level.ROUNDED, Level.CLOSE, Level.DIFFERENT),
    "nhs_number": (Level.SAME, Level.DIFFERENT),
    "place": (Level.SAME, Level.STREET, Level.CLOSE, Level.DIFFERENT),
    "phone": (Level.SAME, Level.DIFFERENT),
    "sex": (Level.SAME, Level.DIFFERENT),
}
_RAREST = 1e-7
"""No level is taken to be rarer than this in anybody: random pairs are too few to show it."""


def train() -> dict[str, Any]:
    """The weights and where they come from, as they are shipped."""
    linker = _linker(*_mixed())
    linker.training.estimate_u_using_random_sampling(max_pairs=_RANDOM_PAIRS, seed=_SEED)
    linker.training.estimate_m_from_label_column("who")
    return {
        "provenance": {
            "trained_with": f"Splink {version('splink')}",
            "trained_on": f"bench/matching/caseloads.py: {_PEOPLE} made-up people, seed {_SEED}, and as many "
            f"of other habits, seed {_SEED + 1}; no real person",
            "how": f"u from {_RANDOM_PAIRS} random pairs, m from who they are; "
            "the prior is not trained: one in the million people of a large county",
            "trained_at": datetime.now(UTC).date().isoformat(),
        },
        "prior": _PRIOR,
        "fields": _trained(linker),
    }


def _mixed() -> tuple[list[Made], list[Made]]:
    """People of two districts, whose agencies have different habits."""
    ours, theirs = list[Made](), list[Made]()
    for nth, habits in enumerate(_HABITS):
        for kept, made in zip((ours, theirs), caseloads(_PEOPLE, habits, _SEED + nth), strict=True):
            kept += [replace(one, who=nth * _PEOPLE + one.who) for one in made]
    return ours, theirs


def _linker(ours: list[Made], theirs: list[Made]) -> Linker:
    entries = {f"{side}{n}": made for side, all_ in (("a", ours), ("b", theirs)) for n, made in enumerate(all_)}
    database = duckdb.connect()
    database.create_function("level", _level_of(entries), ["VARCHAR"] * 3, "VARCHAR")
    with tempfile.TemporaryDirectory() as folder:
        for side in "ab":
            file = Path(folder) / f"{side}.csv"
            rows = [f"{key},{made.who}" for key, made in entries.items() if key.startswith(side)]
            file.write_text("\n".join(("unique_id,who", *rows)))
            database.execute(f"CREATE TABLE {side} AS SELECT * FROM read_csv('{file}')")
    db = DuckDBAPI(connection=database)
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[_comparison(name, of) for name, of in _FIELDS.items()],
        blocking_rules_to_generate_predictions=[block_on("who")],
    )
    return Linker([db.register(side, dataset_display_name=f"agency_{side}") for side in "ab"], settings)


def _level_of(entries: dict[str, Made]) -> Callable[[str, str, str], str]:
    # Splink asks for the same random pairs once a field.
    @cache
    def found(one: str, other: str) -> dict[str, Level]:
        a, b = entries[one], entries[other]
        return levels(Described(a.identity, a.particulars), Described(b.identity, b.particulars))

    return lambda name, one, other: found(one, other)[name].value


def _comparison(name: str, of: tuple[Level, ...]) -> cl.CustomComparison:
    def asked(level: Level) -> str:
        return f"level('{name}', unique_id_l, unique_id_r) = '{level.value}'"

    return cl.CustomComparison(
        output_column_name=f"{name}_level",
        comparison_levels=[
            cll.CustomLevel(asked(Level.MISSING), "missing").configure(is_null_level=True),
            *(cll.CustomLevel(asked(level), level.value) for level in of[:-1]),
            cll.ElseLevel().configure(label_for_charts=of[-1].value),
        ],
    )


def _trained(linker: Linker) -> dict[str, dict[str, dict[str, float]]]:
    kept = linker.misc.save_model_to_json()
    return {
        name: {
            level.value: {"m": _rounded(found, "m_probability"), "u": _rounded(found, "u_probability")}
            for level, found in zip(of, comparison["comparison_levels"][1:], strict=True)
        }
        for (name, of), comparison in zip(_FIELDS.items(), kept["comparisons"], strict=True)
    }


def _rounded(found: dict[str, Any], which: str) -> float:
    return float(f"{max(found.get(which) or 0.0, _RAREST):.3g}")


if __name__ == "__main__":
    trained = json.dumps(train(), indent=2)
    (Path(likeness.__file__).parent / "weights.json").write_text(trained + "\n")
