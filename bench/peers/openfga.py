"""OpenFGA: its server, built by Go from the published module, over its own SQLite datastore.

Its model says of a case what our gate asks: who holds it, and with whom it is shared for a purpose, until a day, as far
as the class of data goes; the last three are a condition on the tuple, decided with the request's context.
"""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bench.kept import KEPT
from bench.population import ORGANISATIONS, about, case, classes, holder, organisation, recipient
from deploy.servers import free_ports

NAME, VERSION = "OpenFGA", "1.22.1"
NEEDED = "go"
_MODULE = f"github.com/openfga/openfga/cmd/openfga@v{VERSION}"
_BATCH = 100  # the most that one request may write
_WRITERS = 1
_START_SECONDS = 60
_LAST_DAY = 30_000
TODAY = 20_000
"""Days, of no calendar."""


def _this(kind: str, condition: str = "") -> dict[str, Any]:
    return {"type": kind, "condition": condition} if condition else {"type": kind}


def _worker_from(relation: str) -> dict[str, Any]:
    return {"tupleToUserset": {"tupleset": {"relation": relation}, "computedUserset": {"relation": "worker"}}}


_MODEL: dict[str, Any] = {
    "schema_version": "1.1",
    "type_definitions": [
        {"type": "user"},
        {
            "type": "organisation",
            "relations": {"worker": {"this": {}}},
            "metadata": {"relations": {"worker": {"directly_related_user_types": [_this("user")]}}},
        },
        {
            "type": "case",
            "relations": {
                "holder": {"this": {}},
                "recipient": {"this": {}},
                "viewer": {"union": {"child": [_worker_from("holder"), _worker_from("recipient")]}},
            },
            "metadata": {
                "relations": {
                    "holder": {"directly_related_user_types": [_this("organisation")]},
                    "recipient": {"directly_related_user_types": [_this("organisation", "covers")]},
                    "viewer": {"directly_related_user_types": []},
                }
            },
        },
    ],
    "conditions": {
        "covers": {
            "name": "covers",
            "expression": "today <= until && asked_purpose == purpose && asked_class in classes",
            "parameters": {
                "today": {"type_name": "TYPE_NAME_INT"},
                "until": {"type_name": "TYPE_NAME_INT"},
                "asked_purpose": {"type_name": "TYPE_NAME_STRING"},
                "purpose": {"type_name": "TYPE_NAME_STRING"},
                "asked_class": {"type_name": "TYPE_NAME_STRING"},
                "classes": {"type_name": "TYPE_NAME_LIST", "generic_types": [{"type_name": "TYPE_NAME_STRING"}]},
            },
        }
    },
}


@dataclass(frozen=True, slots=True)
class Store:
    """A running server with its store; `tuples` are in it."""

    http: aiohttp.ClientSession
    url: str
    model: str
    pid: int
    tuples: int

    async def may_see(self, account: str, case_id: str, data_class: str, purpose: str) -> bool:
        body = {
            "authorization_model_id": self.model,
            "tuple_key": {"user": f"user:{account}", "relation": "viewer", "object": f"case:{case_id}"},
            "context": {"today": TODAY, "asked_purpose": purpose, "asked_class": data_class},
        }
        return bool((await _post(self.http, f"{self.url}/check", body))["allowed"])


@asynccontextmanager
async def openfga(size: int, say: Callable[[str], None]) -> AsyncIterator[Store]:
    """With the cases and shares of a county of `size`, loaded once and kept. Raises OSError without Go."""
    program = await asyncio.to_thread(_built, say)
    folder, loading = KEPT / f"openfga_{VERSION}_{size}", KEPT / f"openfga_{VERSION}_{size}.loading"
    if not folder.exists():
        shutil.rmtree(loading, ignore_errors=True)
        loading.mkdir(parents=True)
        async with _running(program, loading) as (http, base, _):
            store = (await _post(http, f"{base}/stores", {"name": "county"}, 201))["id"]
            model = (await _post(http, f"{base}/stores/{store}/authorization-models", _MODEL, 201))[
                "authorization_model_id"
            ]
            await _written(http, f"{base}/stores/{store}/write", model, size, say)
        (loading / "store").write_text(f"{store} {model}")
        loading.rename(folder)
    store, model = (folder / "store").read_text().split()
    async with _running(program, folder) as (http, base, pid):
        yield Store(http, f"{base}/stores/{store}", model, pid, 2 * size + ORGANISATIONS)


def account(number: int) -> str:
    """Who works for the organisation of a number."""
    return f"acc_{number}"


def _built(say: Callable[[str], None]) -> Path:
    program = KEPT / "go" / "openfga"
    if not program.exists():
        say(f"{NAME} {VERSION} is fetched and built")
        environment = os.environ | {"GOBIN": str(program.parent)}
        subprocess.run(["go", "install", _MODULE], env=environment, check=True, stdout=subprocess.DEVNULL)
    return program


@asynccontextmanager
async def _running(program: Path, folder: Path) -> AsyncIterator[tuple[aiohttp.ClientSession, str, int]]:
    datastore = ("--datastore-engine", "sqlite", "--datastore-uri", f"file:{folder}/openfga.db")
    nowhere = asyncio.subprocess.DEVNULL
    migrating = await asyncio.create_subprocess_exec(program, "migrate", *datastore, stdout=nowhere, stderr=nowhere)
    assert await migrating.wait() == 0, f"{NAME}'s datastore was not made"
    http_port, grpc_port = free_ports(2)
    options = [f"--http-addr=127.0.0.1:{http_port}", f"--grpc-addr=127.0.0.1:{grpc_port}", "--log-level=none"]
    options += ["--playground-enabled=false", "--metrics-enabled=false"]
    server = await asyncio.create_subprocess_exec(program, "run", *datastore, *options, stdout=nowhere, stderr=nowhere)
    base = f"http://127.0.0.1:{http_port}"
    try:
        async with aiohttp.ClientSession() as http:
            await _up(http, base, server)
            yield http, base, server.pid
    finally:
        server.terminate()
        await server.wait()


async def _up(http: aiohttp.ClientSession, base: str, server: asyncio.subprocess.Process) -> None:
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            async with http.get(f"{base}/healthz") as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientError:
            pass
        assert server.returncode is None, f"{NAME} ended instead of starting"
        assert time.monotonic() < until, f"{NAME} did not start"
        await asyncio.sleep(0.1)


async def _written(http: aiohttp.ClientSession, url: str, model: str, size: int, say: Callable[[str], None]) -> None:
    batches, done = _batches(size), 0

    async def write() -> None:
        nonlocal done
        for batch in batches:
            body = {"authorization_model_id": model, "writes": {"tuple_keys": batch}}
            await _post(http, url, body)
            done += len(batch)
            say(f"{NAME}: {done:,} tuples are loaded")

    await asyncio.gather(*(write() for _ in range(_WRITERS)))


def _batches(size: int) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for each in _tuples(size):
        batch.append(each)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def _tuples(size: int) -> Iterator[dict[str, Any]]:
    for number in range(ORGANISATIONS):
        whose = f"organisation:{organisation(number)}"
        yield {"user": f"user:{account(number)}", "relation": "worker", "object": whose}
    for number in range(size):
        whose = f"organisation:{organisation(holder(number))}"
        yield {"user": whose, "relation": "holder", "object": f"case:{case(number)}"}
        shared = {"until": _LAST_DAY, "purpose": "direct_care", "classes": [each.value for each in classes(number)]}
        yield {
            "user": f"organisation:{organisation(recipient(number))}",
            "relation": "recipient",
            "object": f"case:{case(about(number))}",
            "condition": {"name": "covers", "context": shared},
        }


async def _post(http: aiohttp.ClientSession, url: str, body: dict[str, Any], status: int = 200) -> Any:
    async with http.post(url, json=body) as answer:
        said = await answer.json()
        assert answer.status == status, f"{NAME}: {answer.status} {said}"
        return said
