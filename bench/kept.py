"""Databases that take long to load: loaded once, kept under build/bench, copied for each run."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from deploy import servers
from deploy.postgres import Cluster, sql
from deploy.postgres.cluster import STOP

KEPT = Path("build/bench").resolve()
Kind = Literal["sqlite", "postgresql"]


class Place(Protocol):
    """Where databases of one kind are; several of one name belong together, as a service's and its key store's do."""

    def has(self, name: str) -> bool: ...

    def empty(self, name: str) -> Sequence[str]:
        """URLs of empty ones to load, whatever was left there."""

    def keep(self, name: str) -> None:
        """What was loaded is whole: from now on it is there."""

    def copied(self, name: str) -> Sequence[str]:
        """URLs of copies that are gone when the place is left."""


@contextmanager
def place(kind: Kind, parts: Sequence[str], folder: Path) -> Iterator[Place]:
    """SQLite files, copies in `folder`; or a PostgreSQL of our own, as durable as any. Raises servers.Missing."""
    if kind == "sqlite":
        yield _Files(parts, folder)
        return
    [port] = servers.free_ports(1)
    cluster = Cluster(KEPT / "postgresql", port)
    servers.stop("PostgreSQL", cluster.folder, STOP)  # one that a run that was killed left behind
    servers.start(cluster.server())
    opened = _Server(parts, cluster)
    try:
        yield opened
    finally:
        opened.drop(*(f"copy_{part}" for part in parts))
        servers.stop("PostgreSQL", cluster.folder, STOP)


@dataclass(frozen=True, slots=True)
class _Files:
    parts: Sequence[str]
    folder: Path

    def has(self, name: str) -> bool:
        return (KEPT / name).is_dir()

    def empty(self, name: str) -> Sequence[str]:
        loading = KEPT / f"{name}.loading"
        shutil.rmtree(loading, ignore_errors=True)
        loading.mkdir(parents=True)
        return self._urls(loading)

    def keep(self, name: str) -> None:
        (KEPT / f"{name}.loading").rename(KEPT / name)

    def copied(self, name: str) -> Sequence[str]:
        shutil.rmtree(self.folder / name, ignore_errors=True)
        return self._urls(Path(shutil.copytree(KEPT / name, self.folder / name)))

    def _urls(self, folder: Path) -> Sequence[str]:
        return [f"sqlite:///{folder}/{part}.db" for part in self.parts]


@dataclass(frozen=True, slots=True)
class _Server:
    parts: Sequence[str]
    cluster: Cluster

    def has(self, name: str) -> bool:
        there = sql(self.cluster.superuser_url, "SELECT datname FROM pg_database").split()
        return all(f"{name}_{part}" in there for part in self.parts)

    def empty(self, name: str) -> Sequence[str]:
        return self._made([f"loading_{name}_{part}" for part in self.parts], ["template0" for _ in self.parts])

    def keep(self, name: str) -> None:
        for part in self.parts:
            sql(self._url(f"loading_{name}_{part}"), "VACUUM (ANALYZE, FREEZE)")
        for part in self.parts:
            self._run(f"ALTER DATABASE loading_{name}_{part} RENAME TO {name}_{part}")

    def copied(self, name: str) -> Sequence[str]:
        return self._made([f"copy_{part}" for part in self.parts], [f"{name}_{part}" for part in self.parts])

    def drop(self, *names: str) -> None:
        for name in names:
            self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _made(self, names: Sequence[str], templates: Sequence[str]) -> Sequence[str]:
        self.drop(*names)
        for name, template in zip(names, templates, strict=True):
            self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return [self._url(name).replace("postgresql://", "postgresql+asyncpg://") for name in names]

    def _url(self, name: str) -> str:
        return f"{self.cluster.superuser_url.rpartition('/')[0]}/{name}"

    def _run(self, statement: str) -> None:
        sql(self.cluster.superuser_url, statement)
