"""How much of a file one call takes, and how much one unit of work."""

from collections.abc import Sized

from chassis.errors import Invalid

CHUNK = 100
"""Rows a unit of work: well under 200 ms of the writer's time on SQLite (tests/directory/test_import_speed.py)."""

MOST_ROWS = 10_000
"""Rows a call. A longer file is sent in parts."""


def bounded(rows: Sized) -> None:
    """Raises Invalid for more than `MOST_ROWS` rows."""
    if len(rows) > MOST_ROWS:
        raise Invalid.field("rows", f"holds more than {MOST_ROWS}; send the file in parts")
