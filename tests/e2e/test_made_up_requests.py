"""Requests that a machine makes up from the API's description, asked of real services by each kind of caller."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from requests.structures import CaseInsensitiveDict
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from console.api import operator
from console.demo import sample
from console.demo.cast import cast
from console.demo.world import World
from console.listen import Receiver
from console.supervisor import Supervisor
from tests.upgrade.dumped import restore

_EXAMPLES = 3


@pytest.mark.timeout(300)
async def test_no_request_is_answered_with_a_fault_of_ours(tmp_path: Path) -> None:
    restore("0.1.0", tmp_path)
    sample.write(tmp_path / "sample")
    async with Supervisor(tmp_path, sandbox=True, environment={"KITH_RATE_SCALE": "10000"}) as kith:
        await kith.ready()
        with Receiver() as receiver:
            world = World.begin(kith.topology, cast(tmp_path / "sample"), receiver, lambda _: None)
            faults = await asyncio.to_thread(_ask_everything, world, json.loads((tmp_path / "demo.json").read_text()))
    assert faults == []


def _ask_everything(world: World, published: dict[str, Any]) -> list[str]:
    world.app_client = published["first_party_client"]["client_id"]
    # The scopes of 0.1.0: a client keeps what it was registered for.
    clients = world.operator.get("/v1/clients")["items"]
    world.app_scopes = next(each["scopes"] for each in clients if each["client_id"] == world.app_client)
    tokens = {
        "manager": world.as_(world.cast.council_manager).token(),
        "resident": world.sign_in(published["residents"][0]["email"]).api.token(),
        "operator": operator(world.topology).token(),
    }
    api = schemathesis.openapi.from_url(f"{world.base_url}/openapi.json")
    faults: list[str] = []
    for result in api.get_all_operations():
        assert isinstance(result, Ok)
        for who, token in tokens.items():
            for mode in GenerationMode:
                with suppress(Unsatisfiable):
                    _ask(result.ok(), mode, token, faults, who)
    return faults


def _ask(operation: Any, mode: GenerationMode, token: str, faults: list[str], who: str) -> None:
    @settings(
        max_examples=_EXAMPLES,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode))
    def attempt(case: Any) -> None:
        case.headers = CaseInsensitiveDict({**(case.headers or {}), "Authorization": f"Bearer {token}"})
        response = case.call()
        if response.status_code >= 500:
            faults.append(f"{who}: {case.operation.label}: {response.status_code} {response.text[:200]}")

    attempt()
