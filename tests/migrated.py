"""Databases as the real migrations leave them: run once in a test process, and copied for each test after the first."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from chassis.db.migrate import migrate

# What was made by the migrations of a folder: the bytes of a SQLite file; a template's name on a PostgreSQL server.
_files: dict[Path, bytes] = {}
_templates: dict[tuple[str, Path], str] = {}
_had: set[str] = set()


async def migrated(url: str, folder: Path) -> None:
    """Bring a test's database to the newest revision in `folder`. What a test has had before keeps its rows."""
    if url in _had:
        await migrate(url, folder)
    elif make_url(url).get_backend_name() == "sqlite":
        await _file(url, folder)
    else:
        await _database(url, folder)
    _had.add(url)


async def _file(url: str, folder: Path) -> None:
    file = Path(make_url(url).database or "")
    began = _begun(file)
    if not began and folder in _files:
        _copy(file, folder)
        return
    await migrate(url, folder)
    if not began:
        _keep(file, folder)


def _begun(file: Path) -> bool:
    return file.exists()


def _copy(file: Path, folder: Path) -> None:
    file.write_bytes(_files[folder])


def _keep(file: Path, folder: Path) -> None:
    with closing(sqlite3.connect(file)) as made:
        _files[folder] = made.serialize()


async def _database(url: str, folder: Path) -> None:
    server, _, name = url.rpartition("/")
    template = _templates.get((server, folder))
    if template is None:
        await migrate(url, folder)
        template = f"migrated_{os.getpid()}_{len(_templates)}"
        statements = [f"CREATE DATABASE {template} TEMPLATE {name}"]
        _templates[server, folder] = template
    else:
        statements = [f"DROP DATABASE {name}", f"CREATE DATABASE {name} TEMPLATE {template}"]
    # Neither may run in a transaction, or from within the database.
    engine = create_async_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as administrator:
        for statement in statements:
            await administrator.execute(text(statement))
    await engine.dispose()
