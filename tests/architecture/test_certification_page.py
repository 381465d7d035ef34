"""The page about certification names no test that is not there, and leaves out none that is."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TESTS = ROOT / "tests" / "identity" / "certification"
PAGE = (ROOT / "docs" / "certification.md").read_text()
_PLAN = re.compile(
    r"^## [^\n]+: (?P<count>\d+) modules?\n.*?"
    r"In `tests/identity/certification/(?P<folder>\w+)/`:\n(?P<table>.*?)(?=^## |\Z)",
    re.MULTILINE | re.DOTALL,
)
_ROW = re.compile(r"^\| `(?P<module>[\w-]+)` \| `(?P<file>test_\w+\.py)` \|$", re.MULTILINE)
_FAPI = "fapi2-security-profile-final-"

PLANS = {found["folder"]: found for found in _PLAN.finditer(PAGE)}


def _named(folder: str) -> list[tuple[str, str]]:
    """(file, test) of each row."""
    prefix = _FAPI if folder == "fapi2" else ""
    rows = _ROW.finditer(PLANS[folder]["table"])
    return [(row["file"], f"test_{prefix}{row['module']}".replace("-", "_")) for row in rows]


def _there(folder: str) -> list[tuple[str, str]]:
    """(file, test) of each test that has the name of a module."""
    return [
        (file.name, node.name)
        for file in (TESTS / folder).glob("test_*.py")
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith(("test_oidcc_", "test_fapi2_"))
    ]


def test_every_plan_has_its_place_on_the_page() -> None:
    folders = {file.parent.name for file in TESTS.glob("*/test_*.py")}
    assert PLANS.keys() == folders


@pytest.mark.parametrize("folder", PLANS)
def test_the_page_names_the_tests_that_are_there_and_no_others(folder: str) -> None:
    named = _named(folder)
    assert sorted(named) == sorted(_there(folder))
    assert int(PLANS[folder]["count"]) == len(named) > 0
