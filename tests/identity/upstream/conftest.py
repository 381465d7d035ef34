"""A house with providers elsewhere for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.identity.house import House
from tests.identity.upstream.abroad import Abroad, abroad_of


@pytest.fixture
async def abroad(house: House, tmp_path: Path) -> AsyncIterator[Abroad]:
    async with abroad_of(house, tmp_path) as built:
        yield built
