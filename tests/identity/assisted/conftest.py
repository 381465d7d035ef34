"""A desk on SQLite, or on each database in turn."""

import pytest

from tests.identity.assisted.desk import Desk
from tests.identity.house import House


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


@pytest.fixture
def any_desk(any_house: House) -> Desk:
    return Desk(any_house)
