"""Migrations, forward only: Alembic with one environment for every service.

`migrate` brings a database to its newest revision, under a lock, so that any number of processes may start at once.
`deploy/revise.py` writes the next revision of a service from its tables.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, MetaData, inspect, text

from chassis.db.engine import database

if TYPE_CHECKING:
    from alembic.config import Config

_ENVIRONMENT = Path(__file__).parent / "alembic"
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7205759403792793)")
_NO_LONG_WAITS = text("SET LOCAL lock_timeout = '10s'")
_REVISION = text("SELECT version_num FROM alembic_version")


def configuration(folder: Path, metadata: MetaData | None = None) -> "Config":
    """Alembic's configuration for the revisions in `folder`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_ENVIRONMENT))
    config.set_main_option("version_locations", str(folder))
    config.set_main_option("path_separator", "os")
    config.attributes["metadata"] = metadata
    return config


async def migrate(url: str, folder: Path) -> None:
    """Bring the database at `url` to the newest revision in `folder`; nothing happens when it is there already."""
    newest = _newest(folder)
    async with database(url) as db:
        async with db.reading() as tx:
            if await tx.run_sync(_revision) == newest:
                return
        async with db.transaction() as tx:
            if db.dialect == "postgresql":
                await tx.execute(_NO_LONG_WAITS)
                await tx.execute(_ONE_AT_A_TIME)
            await tx.run_sync(_upgrade, folder)


def _newest(folder: Path) -> str:
    """A file's name begins with its revision: known without loading Alembic, which each start would pay for."""
    return max(file.name.partition("_")[0] for file in folder.glob("[0-9]*.py"))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(_REVISION).scalar()
    return revision


def _upgrade(connection: Connection, folder: Path) -> None:
    """To the newest; Alembic finds for itself when another process was faster."""
    from alembic import command

    config = configuration(folder)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
