"""What tests of the directory may ask for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.directory.house import House, house


@pytest.fixture
async def directory(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """An empty directory, on each kind of database in turn."""
    async with house(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture
async def small(tmp_path: Path) -> AsyncIterator[House]:
    """An empty directory on SQLite, for what no database changes."""
    async with house(f"sqlite:///{tmp_path}/directory.db", tmp_path) as opened:
        yield opened
