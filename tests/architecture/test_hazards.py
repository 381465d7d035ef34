"""The hazard log claims nothing that no test shows: every test it names exists, and its figures are its own."""

import ast
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LOG = (ROOT / "docs" / "hazards.md").read_text()
_HAZARD = re.compile(r"^### (?P<id>[A-Z]\d+) · .+?\n(?P<body>.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)
_TEST = re.compile(r"^  - `(tests/[\w/]+\.py)::(test_\w+)`$", re.MULTILINE)
_STATE = re.compile(r"^- \*\*State:\*\* (held|part|open)\.(?:\s+Open:\s+(\S.+))?", re.MULTILINE)

HAZARDS = {found["id"]: found["body"] for found in _HAZARD.finditer(LOG)}


def _state(hazard: str) -> tuple[str, str]:
    """Its state, and what is missing."""
    found = _STATE.search(HAZARDS[hazard])
    assert found, f"{hazard} has no state"
    return found[1], found[2] or ""


@cache
def _tests_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text())
    return frozenset(n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def test_each_hazard_stands_in_the_log_once() -> None:
    assert len(re.findall(r"^### ", LOG, re.MULTILINE)) == len(HAZARDS)


@pytest.mark.parametrize("hazard", HAZARDS)
def test_the_tests_that_hold_a_hazard_exist(hazard: str) -> None:
    body = HAZARDS[hazard]
    named = _TEST.findall(body)
    assert len(named) == body.count("::"), "each test on a line of its own, by its file and name"
    for file, test in named:
        assert (ROOT / file).is_file(), file
        assert test in _tests_in(file), f"{file} has no {test}"


@pytest.mark.parametrize("hazard", HAZARDS)
def test_a_hazard_is_held_by_tests_or_says_what_is_missing(hazard: str) -> None:
    state, missing = _state(hazard)
    assert bool(_TEST.search(HAZARDS[hazard])) == (state != "open")
    assert bool(missing) == (state != "held")


def test_the_log_counts_itself_rightly(capsys: pytest.CaptureFixture[str]) -> None:
    states = Counter(_state(hazard)[0] for hazard in HAZARDS)
    figures = f"{states.total()} hazards: {states['held']} held, {states['part']} in part, {states['open']} open."
    with capsys.disabled():
        sys.stdout.write(f"\n{figures}\n")
    assert figures in LOG.splitlines()
