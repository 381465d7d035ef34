"""`python -m deploy.revise PACKAGE "what changes"`: the next migration of a service, from its tables."""

import asyncio
import importlib
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData

from chassis.db.engine import database
from chassis.db.migrate import configuration, migrate


async def _revise(package: str, message: str) -> None:
    folder = Path(importlib.import_module(package).__file__ or "").parent / "store" / "migrations"
    folder.mkdir(exist_ok=True)
    metadata: MetaData = importlib.import_module(f"{package}.store.tables").metadata
    number = len(list(folder.glob("[0-9]*.py"))) + 1
    with tempfile.TemporaryDirectory() as scratch:
        url = f"sqlite:///{scratch}/scratch.db"
        if number > 1:
            await migrate(url, folder)
        async with database(url) as db, db.transaction() as tx:
            await tx.run_sync(_autogenerate, configuration(folder, metadata), message, f"{number:04d}", folder)


def _autogenerate(connection: Connection, config: Config, message: str, revision: str, folder: Path) -> None:
    config.attributes["connection"] = connection
    command.revision(config, message, autogenerate=True, rev_id=revision, version_path=str(folder))


if __name__ == "__main__":
    asyncio.run(_revise(sys.argv[1], sys.argv[2]))
