from collections.abc import Iterator
from typing import NoReturn

import pytest
import structlog

from tests.gateway.world import World
from tests.gateway.world import world as running


@pytest.fixture(scope="session")
def _world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    structlog.configure(processors=[_silence])
    with running(tmp_path_factory.mktemp("gateway")) as made:
        yield made
    structlog.reset_defaults()


@pytest.fixture
def world(_world: World) -> World:
    """A gateway in front of stand-ins that have heard nothing yet; the token `OF_ALL` may ask for everything."""
    _world.reset()
    return _world


def _silence(_: object, __: str, ___: object) -> NoReturn:
    raise structlog.DropEvent
