"""Every route is on the access table, and the page for people says what the table says."""

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Route

from services.gateway.api.access import ACCESS, PUBLIC
from services.gateway.api.app import RESOURCES
from services.gateway.api.door import Door
from services.identity.domain.roles import API_SCOPES, SCOPES_OF_ROLE
from tests.gateway.access_page import PAGE, render
from tests.gateway.world import World

PUBLIC_ROUTES = {
    ("GET", "/v1/audit/checkpoint"),
    ("GET", "/v1/audit/consistency"),
    ("GET", "/v1/audit/witnesses"),
    ("GET", "/v1/notices"),
}
PUBLIC_PAGES = {"/openapi.json", "/docs"}


def routes() -> Iterator[BaseRoute]:
    for resource in RESOURCES:
        yield from resource.router.routes


def test_every_route_of_the_api_stands_behind_the_door() -> None:
    assert [route for route in routes() if not isinstance(route, Door)] == []


def test_the_table_has_every_route_and_no_other() -> None:
    named = [route for route in routes() if isinstance(route, Route)]
    made = [(method, route.path_format) for route in named for method in route.methods or ()]
    assert sorted(made) == sorted(ACCESS)


def test_only_the_named_routes_are_public() -> None:
    assert {route for route, access in ACCESS.items() if access.public} == PUBLIC_ROUTES
    assert all(ACCESS[route] == PUBLIC for route in PUBLIC_ROUTES)


@pytest.mark.parametrize("path", sorted(PUBLIC_PAGES | {path for _, path in PUBLIC_ROUTES}))
def test_what_is_public_needs_no_token(world: World, path: str) -> None:
    assert world.ask("GET", f"{path}?from=1&to=2", token=None).status_code == 200


def test_a_route_that_is_not_on_the_table_cannot_be_made() -> None:
    async def peek() -> None: ...

    with pytest.raises(KeyError):
        Door("/v1/people", peek, methods=["GET"])
    assert APIRoute("/v1/people", peek, methods=["GET"]).path == "/v1/people"


def test_every_scope_is_held_by_some_role_and_no_role_holds_one_that_nothing_asks_for() -> None:
    asked = {access.scope for access in ACCESS.values()} - {""}
    assert asked <= API_SCOPES
    assert {scope for scopes in SCOPES_OF_ROLE.values() for scope in scopes} == asked


def test_the_page_for_people_says_what_the_table_says() -> None:
    assert PAGE.read_text() == render(), "run: python -m tests.gateway.access_page"
