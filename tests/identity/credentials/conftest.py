"""The ways into a house; `any_doors` on each database in turn."""

import pytest

from tests.identity.credentials.doors import Doors
from tests.identity.house import House


@pytest.fixture
def doors(house: House) -> Doors:
    return Doors(house)


@pytest.fixture
def any_doors(any_house: House) -> Doors:
    return Doors(any_house)
