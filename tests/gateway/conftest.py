from collections.abc import Iterator

import pytest

from tests.gateway.world import World
from tests.gateway.world import world as running


@pytest.fixture(scope="session")
def _world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running(tmp_path_factory.mktemp("gateway")) as made:
        yield made


@pytest.fixture
def world(_world: World) -> World:
    """A gateway in front of stand-ins that have heard nothing yet; the token `OF_ALL` may ask for everything."""
    _world.reset()
    return _world
