"""No accountability without entries: what a use case writes it also tells the log, in the same transaction."""

import ast
from pathlib import Path

from services.cases import usecases

_WRITES = {"add", "put", "learn", "link", "accept", "seat", "unseat", "contribute", "ask", "decide", "erase", "finish"}
_LOGS = {"tell", "announce", "tell_of_link", "moved", "_disclose", "_let_go"}
# `disclose` writes the leaf itself. `fan_out_event` and `project_organisation` keep what was heard from elsewhere,
# where its leaf was written. A cosignature is about the log: a leaf of it would be one more to cosign, for ever.
_LOGGED_OTHERWISE = {"add_cosignature.py", "disclose.py", "fan_out_event.py", "project_organisation.py"}
_FEWEST_WRITERS = 18


def _called(file: Path) -> tuple[set[str], set[str]]:
    """The methods called on what a unit of work holds, and all that is called."""
    calls = [node.func for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    stores = {f.attr for f in calls if isinstance(f, ast.Attribute) and ast.unparse(f).startswith("work.")}
    return stores, {f.attr if isinstance(f, ast.Attribute) else ast.unparse(f) for f in calls}


def test_every_use_case_that_writes_leaves_a_leaf() -> None:
    writers, silent = [], []
    for file in sorted(Path(usecases.__file__).parent.rglob("*.py")):
        stores, called = _called(file)
        if stores & _WRITES:
            writers.append(file.name)
            if not called & _LOGS and file.name not in _LOGGED_OTHERWISE:
                silent.append(file.name)
    assert len(writers) >= _FEWEST_WRITERS, "the search finds what writes"
    assert not silent, f"these write and leave no leaf: {', '.join(silent)}"
    assert set(writers) >= _LOGGED_OTHERWISE
