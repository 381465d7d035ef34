"""The API describes itself truly: OpenAPI 3.1, a reference page that needs nothing from elsewhere, and no 5xx."""

import re
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema import Draft202012Validator
from requests.structures import CaseInsensitiveDict
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from services.gateway.api.access import ACCESS
from tests.gateway.world import OF_ALL, World

_CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
_UNHURRIED: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.fixture
def document(world: World) -> dict[str, Any]:
    described: dict[str, Any] = world.ask("GET", "/openapi.json", token=None).json()
    return described


def test_every_route_is_described_with_its_scope_and_how_it_refuses(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    described = {(m.upper(), path): op for path, ops in document["paths"].items() for m, op in ops.items()}
    assert set(described) == set(ACCESS)
    for route, operation in described.items():
        scope = ACCESS[route].scope
        assert operation["security"] == ([{"kith": [scope]}] if scope else [])
        for refusal in ("4XX", "5XX"):
            schema = operation["responses"][refusal]["content"]["application/problem+json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/ProblemDocument"}
        assert "422" not in operation["responses"]
        assert operation["description"]
    scopes = document["components"]["securitySchemes"]["kith"]["flows"]["clientCredentials"]["scopes"]
    assert set(scopes) == {access.scope for access in ACCESS.values()} - {""}


def test_every_schema_is_one_and_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    for name in re.findall(r'"#/components/schemas/([^"]+)"', str(document).replace("'", '"')):
        assert name in schemas


def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    names = [op["operationId"] for ops in document["paths"].values() for op in ops.values()]
    assert len(names) == len(set(names))


def test_the_reference_page_shows_every_route_and_needs_nothing_from_elsewhere(world: World) -> None:
    response = world.ask("GET", "/docs", token=None)
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    for method, path in ACCESS:
        assert f"{method} {path}" in response.text
    assert "<script" not in response.text
    assert not re.search(r'(src|href)="(https?:)?//', response.text)
    assert "script-src" not in response.headers["Content-Security-Policy"]
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_what_a_machine_makes_up_from_the_description_is_never_a_5xx(world: World, mode: GenerationMode) -> None:
    """Schemathesis: requests that fit the description, and ones that do not; every answer fits it."""
    api = schemathesis.openapi.from_url(f"{world.url}/openapi.json")
    tried: set[str] = set()
    for result in api.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()

        @settings(max_examples=4, database=None, derandomize=True, phases=[Phase.generate], **_UNHURRIED)
        @given(case=operation.as_strategy(mode))
        def attempt(case: Any) -> None:
            case.headers = CaseInsensitiveDict({**(case.headers or {}), "Authorization": f"Bearer {OF_ALL}"})
            case.call_and_validate(checks=_CHECKS, session=world.http)
            tried.add(case.operation.label)

        with suppress(Unsatisfiable):
            attempt()
    # A route that takes nothing cannot be asked wrongly.
    assert len(tried) >= (len(ACCESS) if mode is GenerationMode.POSITIVE else 40), tried
