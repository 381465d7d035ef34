"""Over a real process, killed after each answer: what was answered stands."""

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from kith.identity.v1 import provider_pb2

from tests.identity.house import ISSUER, REDIRECT
from tests.identity.whole.process import Service, running
from tests.identity.whole.test_relying_party import operator_token


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with running(tmp_path) as started:
        yield started


async def ask(service: Service, method: str, url: str, token: str, **said: Any) -> requests.Response:
    peer: Any = service.as_peer("gateway")
    headers = {"Authorization": f"Bearer {token}"}
    where, body = service.url(url.removeprefix(ISSUER)), said or None
    return await asyncio.to_thread(requests.request, method, where, json=body, headers=headers, timeout=20, **peer)


async def killed(service: Service) -> None:
    await asyncio.to_thread(service.end, signal.SIGKILL)
    await asyncio.to_thread(service.up)


async def test_a_registration_is_changed_and_ended_though_identity_is_killed_after_each(service: Service) -> None:
    wanted = provider_pb2.CreateRegistrationTokenRequest(
        organisation_id="org_lichfield", profile="basic", uses=1, life_seconds=3600
    )
    async with service.calls(token=await operator_token(service)) as calls:
        initial = (await calls.provider.CreateRegistrationToken(wanted)).token
    made = await ask(service, "POST", "/oauth2/register", initial, client_name="Bins", redirect_uris=[REDIRECT])
    assert made.status_code == 201, made.text
    where, first = made.json()["registration_client_uri"], made.json()["registration_access_token"]
    skips = {"client_id": made.json()["client_id"], "client_name": "Skips", "redirect_uris": [REDIRECT]}
    changed = await ask(service, "PUT", where, first, **skips)
    assert changed.status_code == 200, changed.text
    await killed(service)
    second = changed.json()["registration_access_token"]
    assert (await ask(service, "GET", where, second)).json()["client_name"] == "Skips"
    assert (await ask(service, "GET", where, first)).status_code == 401
    ended = await ask(service, "DELETE", where, second)
    assert (ended.status_code, ended.content) == (204, b"")
    await killed(service)
    assert (await ask(service, "GET", where, second)).status_code == 401
    assert (await ask(service, "PUT", where, second, **skips)).status_code == 401
