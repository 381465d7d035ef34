"""Two worlds that differ by one act: copies of the data folder from before it and after.

Each copy is started with the same clock standing still and the same ids to come, and asked the same question.
"""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import requests

from console.supervisor import Supervisor
from console.topology import Topology

_TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything an outsider can see of an answer, but for when it was sent."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def snapshot(topology: Topology, name: str) -> Path:
    """Copy the data folder while it is in use, each database by SQLite's online backup; answers the copy's folder."""
    target = topology.data / "twins" / name
    shutil.rmtree(target, ignore_errors=True)
    for folder in ("secrets", "log-keys"):
        shutil.copytree(topology.data / folder, target / folder)
    for file in topology.data.glob("*.db"):
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target / file.name)) as copy:
            source.backup(copy)
    return target


def answers(topology: Topology, copies: list[Path], path: str, token: str) -> list[Answer]:
    """Start each copied world in turn at one and the same instant, ask it once, stop it."""
    frozen = {
        # The same issuer as the world the token comes from, and one clock and one row of ids for all.
        "KITH_ISSUER": topology.base_url,
        "KITH_FIXED_CLOCK": datetime.now(UTC).isoformat(),
        "KITH_IDS_SEED": "twins",
    }
    return [asyncio.run(_answer(copy, frozen, path, token)) for copy in copies]


async def _answer(data: Path, frozen: dict[str, str], path: str, token: str) -> Answer:
    async with Supervisor(data, environment=frozen) as world:
        await world.ready()
        return await asyncio.to_thread(_ask, world.topology.base_url + path, token)


def _ask(url: str, token: str) -> Answer:
    response = requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=_TIMEOUT_SECONDS)
    headers = [(k.lower(), v) for k, v in response.headers.items() if k.lower() != "date"]
    return Answer(response.status_code, headers, response.content)
