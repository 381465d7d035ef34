"""The list of attacks claims nothing that no test shows: every row has tests, and every test it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LIST = (Path(__file__).parent / "README.md").read_text()
_ROW = re.compile(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_TEST = re.compile(r"^- `(tests/[\w/]+\.py)::(test_\w+)`$", re.MULTILINE)

ROWS: dict[str, str] = dict(_ROW.findall(LIST))


@cache
def _tests_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text())
    return frozenset(n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_held_by_tests_that_exist(row: str) -> None:
    named = _TEST.findall(ROWS[row])
    assert named
    assert len(named) == ROWS[row].count("::"), "each test on a line of its own, by its file and name"
    for file, test in named:
        assert test in _tests_in(file), f"{file} has no {test}"


def test_every_test_of_this_folder_is_in_a_row() -> None:
    here = {file.relative_to(ROOT).as_posix() for file in Path(__file__).parent.glob("test_*.py")}
    assert here - {Path(__file__).relative_to(ROOT).as_posix()} <= {file for file, _ in _TEST.findall(LIST)}
