"""A feed is addressed by the name its system sends, whatever stands in it."""

from urllib.parse import quote

import pytest

from tests.gateway.test_every_route import BODIES
from tests.gateway.world import World


@pytest.mark.parametrize("name", ["housing/repairs", "a/rolls", "/", "50% of beds?", "Tai #2"])
def test_it_is_declared_and_its_roll_begun_under_that_name(world: World, name: str) -> None:
    path = f"/v1/feeds/{quote(name, safe='')}"
    assert world.ask("PUT", path, BODIES["/v1/feeds/{name}"]).status_code == 200
    assert world.ask("POST", f"{path}/rolls", BODIES["/v1/feeds/{name}/rolls"]).status_code == 201
    declared, begun = (each.request for each in world.cases.heard)
    assert (declared.name, begun.feed) == (name, name)
