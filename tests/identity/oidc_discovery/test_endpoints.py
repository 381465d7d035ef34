"""Who may call what at the provider is written down, all of it."""

from starlette.routing import Route

from tests.gateway.access_page import PROVIDER
from tests.identity.house import House


async def test_the_page_of_who_may_do_what_names_every_endpoint_and_no_other(house: House) -> None:
    made = {
        (method, route.path)
        for route in house.app.routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert made == PROVIDER.keys()
