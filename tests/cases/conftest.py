"""Databases of cases, at the newest schema: migrated once a session, then copied for each test; and the town in one."""

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from chassis.db import migrate
from deploy.postgres import sql
from services.cases.main import MIGRATIONS
from tests.cases.sharing_town import SharingTown, sharing_town
from tests.places import Postgres

NewDatabase = Callable[[], str]


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cases") / "migrated.db"
    asyncio.run(migrate(f"sqlite:///{path}", MIGRATIONS))
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """The name of the database to copy."""
    url = postgres.create()
    asyncio.run(migrate(url, MIGRATIONS))
    return url.rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewDatabase]:
    """Makes databases of one kind, each kind in turn; answers the URL of each."""
    if request.param == "sqlite":
        original: Path = request.getfixturevalue("migrated_sqlite")
        yield lambda: f"sqlite:///{shutil.copy(original, tmp_path / f'{uuid.uuid4().hex}.db')}"
        return
    cluster: Postgres = request.getfixturevalue("postgres")
    template: str = request.getfixturevalue("migrated_postgres")
    made: list[str] = []

    def copy() -> str:
        name = f"t_{uuid.uuid4().hex}"
        sql(cluster.superuser_url, f"CREATE DATABASE {name} TEMPLATE {template}")
        server, _, _ = cluster.superuser_url.rpartition("/")
        made.append(f"{server}/{name}".replace("postgresql://", "postgresql+asyncpg://"))
        return made[-1]

    yield copy
    for url in made:
        cluster.drop(url)


@pytest.fixture
def database_url(new_database: NewDatabase) -> str:
    """The URL of a database with nobody in it, on each kind in turn."""
    return new_database()


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    """The town that most tests are about; a file about another has a fixture of its own."""
    async with sharing_town(database_url, tmp_path) as there:
        yield there
