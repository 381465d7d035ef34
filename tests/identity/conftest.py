"""A house for each test; `house` stands on SQLite, `any_house` on each database in turn."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.identity.house import House, house_at


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with house_at(f"sqlite:///{tmp_path}/identity.db", tmp_path) as built:
        yield built


@pytest.fixture
async def any_house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    async with house_at(database_url, tmp_path) as built:
        yield built
