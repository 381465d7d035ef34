"""The parties of a mandate, on SQLite or on each database in turn."""

import pytest

from tests.identity.acting.parties import Parties
from tests.identity.house import House


@pytest.fixture
def parties(house: House) -> Parties:
    return Parties(house)


@pytest.fixture
def any_parties(any_house: House) -> Parties:
    return Parties(any_house)
