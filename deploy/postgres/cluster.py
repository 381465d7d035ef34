"""One PostgreSQL cluster in a folder.

`data/` belongs to the server; `passwords.json` and `<service>.env` are secrets, readable by their owner alone.
"""

import json
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.servers import Failed, Missing, Server, find, install, run_as

SERVICES = ("identity", "directory", "cases")
OLDEST = 15
STOP = signal.SIGINT
"""PostgreSQL's fast shutdown: sessions are ended, what was committed is kept."""

_THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster at `folder`, listening on 127.0.0.1:`port`. A `throwaway` one is fast and a power cut ruins it."""

    folder: Path
    port: int
    throwaway: bool = False

    @property
    def superuser_url(self) -> str:
        """`postgresql://postgres:…@127.0.0.1:port/postgres`."""
        return f"postgresql://postgres:{self._password('superuser')}@127.0.0.1:{self.port}/postgres"

    def server(self) -> Server:
        """The server, its folder made on first use. Raises Missing or Failed."""
        programs, user = _programs(), _user()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o755)
        if not (self.folder / "data" / "PG_VERSION").exists():
            self._initialise(programs, user)
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            **(_THROWAWAY if self.throwaway else {}),
        }
        command = [str(programs / "postgres"), "-D", str(self.folder / "data")]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return Server(
            name="PostgreSQL",
            command=command,
            folder=self.folder,
            port=self.port,
            ready=lambda _: self._answers(programs),
            stop_with=signal.SIGQUIT if self.throwaway else STOP,
            user=user,
        )

    def create_databases(self) -> list[Path]:
        """For each service a role, its database and its key store's, made where they are missing.

        Returns a file of settings for each (`KITH_DATABASE_URL`, `KITH_KEYSTORE_URL`), mode 0600.
        """
        roles = sql(self.superuser_url, "SELECT rolname FROM pg_roles").split()
        databases = sql(self.superuser_url, "SELECT datname FROM pg_database").split()
        files = []
        for service in SERVICES:
            password = self._password(service)
            if service not in roles:
                sql(self.superuser_url, f"CREATE ROLE {service} LOGIN PASSWORD '{password}'")
            for database in (service, f"{service}_keys"):
                if database not in databases:
                    sql(self.superuser_url, f"CREATE DATABASE {database} OWNER {service} TEMPLATE template0")
                    sql(self.superuser_url, f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
            address = f"postgresql+asyncpg://{service}:{password}@127.0.0.1:{self.port}/{service}"
            file = self.folder / f"{service}.env"
            _write_secret(file, f"KITH_DATABASE_URL={address}\nKITH_KEYSTORE_URL={address}_keys\n")
            files.append(file)
        return files

    def _initialise(self, programs: Path, user: str | None) -> None:
        data = self.folder / "data"
        data.mkdir(mode=0o700, exist_ok=True)
        if user:
            shutil.chown(data, user)
        with tempfile.NamedTemporaryFile("w") as password:
            password.write(self._password("superuser"))
            password.flush()
            if user:
                shutil.chown(password.name, user)
            initdb = subprocess.run(
                [
                    *(str(programs / "initdb"), "-D", str(data), "-E", "UTF8", "--locale=C.UTF-8"),
                    *("-U", "postgres", "-A", "scram-sha-256", "--pwfile", password.name),
                    "--no-sync" if self.throwaway else "--data-checksums",
                ],
                cwd="/",
                capture_output=True,
                text=True,
                check=False,
                **run_as(user),
            )
        if initdb.returncode != 0:
            raise Failed(f"initdb could not make {data}: {initdb.stderr.strip()}")

    def _answers(self, programs: Path) -> bool:
        ask = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ask, check=False).returncode == 0

    def _password(self, role: str) -> str:
        """The role's password, made at first asking and kept beside the data."""
        file = self.folder / "passwords.json"
        passwords: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        if role not in passwords:
            passwords[role] = secrets.token_urlsafe(24)
            _write_secret(file, json.dumps(passwords))
        return passwords[role]


def sql(url: str, statement: str) -> str:
    """Run one statement with psql; the answer is one row a line. Raises Failed with PostgreSQL's message."""
    psql = find("psql", *_bins())
    if psql is None:
        raise Missing("psql is not on this machine: as root, run `apt-get install postgresql-client`")
    # The address holds a password, so it travels in the environment: arguments are visible to every user.
    answer = subprocess.run(
        [psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"],
        input=statement,
        env={**os.environ, **_libpq(url)},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        raise Failed(answer.stderr.strip())
    return answer.stdout.strip()


def _libpq(url: str) -> dict[str, str]:
    match = re.fullmatch(r"postgresql(?:\+\w+)?://([^:]+):([^@]+)@([^:]+):(\d+)/(\w+)", url)
    if match is None:
        raise Failed("expected an address such as postgresql://user:password@127.0.0.1:5432/name")
    names = ("PGUSER", "PGPASSWORD", "PGHOST", "PGPORT", "PGDATABASE")
    return dict(zip(names, match.groups(), strict=True))


def _bins() -> list[Path]:
    """Debian keeps the server's programs off the PATH; newest version first."""
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin: int(bin.parent.name), reverse=True)


def fetch() -> None:
    """Have PostgreSQL's programs on this machine. Raises Missing."""
    if find("postgres", *_bins()) is None:
        install(f"PostgreSQL ({OLDEST} or newer)", "postgresql")


def _programs() -> Path:
    """The folder of `postgres`, `initdb` and `pg_isready`. Raises Missing."""
    postgres = find("postgres", *_bins())
    if postgres is None:
        raise Missing(f"PostgreSQL {OLDEST} or newer is not here: run `python -m deploy.postgres fetch` as root")
    version = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+", version)
    if found is None or int(found[0]) < OLDEST:
        raise Missing(f"PostgreSQL {OLDEST} or newer is needed; {postgres} is {version.strip()}")
    return postgres.resolve().parent


def _user() -> str | None:
    """Whom to run as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _write_secret(file: Path, content: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(content)
