"""Two worlds that differ by one act: a copy of the data folder before it and one after, each started with the same clock
standing still and the same ids to come, each asked the same question.
"""

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import requests

from console.supervisor import Supervisor
from console.topology import Topology

_TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Copy:
    """A copied data folder and the public port it must answer on, so that every address in it stays true."""

    data: Path
    at: datetime
    port: int


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


def snapshot(topology: Topology, name: str) -> Copy:
    """Copy the data folder while it is in use: each database by SQLite's own online backup."""
    target = topology.data / "twins" / name
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copytree(topology.data / "secrets", target / "secrets")
    for file in topology.data.glob("*.db"):
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target / file.name)) as copy:
            source.backup(copy)
    return Copy(target, datetime.now(UTC), topology.port)


def answer_in(copy: Copy, path: str, token: str) -> Answer:
    """Start the copied world on a port of its own, ask it once, stop it."""
    return asyncio.run(_answer_in(copy, path, token))
