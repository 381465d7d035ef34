"""A fresh place for each test: a database of both kinds, a bus of both kinds.

The real servers start once, on first use. Where one cannot be had the test is skipped and says how to get it; with
`CI=true` that is a failure.
"""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.postgres import sql

_ROOT = Path(__file__).parent.parent


@contextmanager
def throwaway(kind: str, *options: str) -> Iterator[str]:
    """A real server of `kind` (`postgres`, `kafka`) for the block; yields its address.

    It ends when our end of its standard input closes: at the end of the block, and also when we are killed.
    """
    command = [sys.executable, "-m", f"deploy.{kind}", "throwaway", *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=_ROOT, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stderr is not None
        address = holder.stdout.readline().decode().strip()
        if not address:
            reason = holder.stderr.read().decode().strip()
            if os.environ.get("CI") == "true":
                pytest.fail(reason)
            pytest.skip(reason)
        yield address
        holder.stdin.close()
        holder.wait()


@dataclass(frozen=True, slots=True)
class Postgres:
    """A throwaway cluster. `superuser_url`: `postgresql://postgres:…@127.0.0.1:port/postgres`."""

    superuser_url: str

    def create(self) -> str:
        """A new empty database; returns its `postgresql+asyncpg://…` URL."""
        name = f"t_{uuid.uuid4().hex}"
        sql(self.superuser_url, f"CREATE DATABASE {name} TEMPLATE template0")
        server, _, _ = self.superuser_url.rpartition("/")
        return f"{server}/{name}".replace("postgresql://", "postgresql+asyncpg://")

    def drop(self, url: str) -> None:
        """Drop a database that `create` made, whoever is still connected."""
        sql(self.superuser_url, f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL for this session."""
    with throwaway("postgres") as superuser_url:
        yield Postgres(superuser_url)


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """A real Kafka broker for this session: `127.0.0.1:port`."""
    with throwaway("kafka") as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, on each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/test.db"
        return
    cluster: Postgres = request.getfixturevalue("postgres")
    url = cluster.create()
    yield url
    cluster.drop(url)


@pytest.fixture(params=["embedded", "kafka"])
def bus_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a bus that nobody has used, on each kind in turn."""
    if request.param == "embedded":
        return f"embedded://{tmp_path}/bus.db"
    broker: str = request.getfixturevalue("kafka")
    return f"kafka://{broker}?prefix=t{uuid.uuid4().hex}."
