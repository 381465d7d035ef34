"""Migrations, forward only: Alembic with one environment for every service.

`migrate` brings a database to its newest revision, under a lock, so that any number of processes may start at once.
`python -m chassis.db.migrate PACKAGE "what changes"` writes the next revision of a service from its tables.
"""

import asyncio
import importlib
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from chassis.db.engine import database

_ENVIRONMENT = Path(__file__).parent / "alembic"
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7205759403792793)")
_NO_LONG_WAITS = text("SET LOCAL lock_timeout = '10s'")


def configuration(folder: Path, metadata: MetaData | None = None) -> Config:
    """Alembic's configuration for the revisions in `folder`."""
    config = Config()
    config.set_main_option("script_location", str(_ENVIRONMENT))
    config.set_main_option("version_locations", str(folder))
    config.set_main_option("path_separator", "os")
    config.attributes["metadata"] = metadata
    return config


async def migrate(url: str, folder: Path) -> None:
    """Bring the database at `url` to the newest revision in `folder`; nothing happens when it is there already."""
    config = configuration(folder)
    head = ScriptDirectory.from_config(config).get_current_head()
    async with database(url) as db, db.transaction() as tx:
        if db.dialect == "postgresql":
            await tx.execute(_NO_LONG_WAITS)
            await tx.execute(_ONE_AT_A_TIME)
        if await tx.run_sync(_revision) != head:
            await tx.run_sync(_upgrade, config)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection, config: Config) -> None:
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def _write_revision(package: str, message: str) -> None:
    folder = Path(importlib.import_module(package).__file__ or "").parent / "store" / "migrations"
    folder.mkdir(exist_ok=True)
    metadata: MetaData = importlib.import_module(f"{package}.store.tables").metadata
    number = len(list(folder.glob("[0-9]*.py"))) + 1
    with tempfile.TemporaryDirectory() as scratch:
        url = f"sqlite+aiosqlite:///{scratch}/scratch.db"
        await migrate(url, folder)
        async with database(url) as db, db.transaction() as tx:
            await tx.run_sync(_autogenerate, configuration(folder, metadata), message, f"{number:04d}", folder)


def _autogenerate(connection: Connection, config: Config, message: str, revision: str, folder: Path) -> None:
    config.attributes["connection"] = connection
    command.revision(config, message, autogenerate=True, rev_id=revision, version_path=str(folder))


if __name__ == "__main__":
    asyncio.run(_write_revision(sys.argv[1], sys.argv[2]))
