"""What a compose project keeps secret, made once: certificates, keys and passwords, a folder for each who reads them.

Runs as root in a container without a network (`first-start` in compose.yaml). Each folder is a volume that one other
container mounts, read-only. What is there is left alone, so running it again is harmless; `--renew-certificates` makes
certificates anew, and every service must then be restarted.
"""

import argparse
import os
import secrets
import shutil
import sys
from pathlib import Path

from console.files import write_secret, write_whole
from console.pki import mint
from console.secrets import OPERATOR, log_key, log_verifier, master_key, public_jwks, signing_key
from console.topology import SERVICES

STORING = ("identity", "directory", "cases")
KITH_USER = 10001
POSTGRES_USER = 999
"""As the Debian image of PostgreSQL numbers it."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="first_start", description="Make what is missing of a project's secrets.")
    parser.add_argument("root", type=Path, help="holds a folder for each service, for postgres and for operator")
    parser.add_argument("--renew-certificates", action="store_true", help="then restart every service")
    asked = parser.parse_args(arguments)
    make(asked.root, renew_certificates=asked.renew_certificates)
    for folder in (*SERVICES, "operator"):
        _give(asked.root / folder, KITH_USER)
    _give(asked.root / "postgres", POSTGRES_USER)
    print("everything is there")
    return 0


def make(root: Path, *, renew_certificates: bool = False) -> None:
    """Make what is missing below `root`."""
    if renew_certificates or not all((root / service / "cert.pem").exists() for service in SERVICES):
        mint(root, SERVICES)
    for service in STORING:
        _keys(root, service)
        _addresses(root, service)
    operator = signing_key(root / "operator", OPERATOR)
    write_secret(root / "identity" / "operator-jwks.json", public_jwks(operator).encode())
    write_secret(root / "operator" / "environment", _operators(root).encode())
    write_secret(root / "postgres" / "databases.sql", _statements(root).encode())
    # Last: PostgreSQL does not begin without it, and so never before the statements above are whole.
    if not (password := root / "postgres" / "superuser-password").exists():
        write_secret(password, secrets.token_urlsafe(24).encode())


def _keys(root: Path, service: str) -> None:
    """The master key, and the key of the log with its public half for the operator."""
    folder = root / service
    if not (folder / "master.key").exists():
        master_key(folder, service).rename(folder / "master.key")
    if not (folder / "log.key").exists():
        made = log_key(folder, service)
        write_whole(log_verifier(root / "operator", service), log_verifier(folder, service).read_bytes())
        made.rename(folder / "log.key")


def _addresses(root: Path, service: str) -> None:
    """One role a service, for its database and its key store's."""
    folder = root / service
    if not (folder / "keystore-url").exists():
        server = f"postgresql+asyncpg://{service}:{secrets.token_urlsafe(24)}@postgres:5432"
        write_secret(folder / "database-url", f"{server}/{service}".encode())
        write_secret(folder / "keystore-url", f"{server}/{service}_keys".encode())


def _statements(root: Path) -> str:
    """What PostgreSQL runs when it makes its data folder."""
    lines = []
    for service in STORING:
        password = _address(root, service).partition("//")[2].partition("@")[0].partition(":")[2]
        lines.append(f"CREATE ROLE {service} LOGIN PASSWORD '{password}';")
        for database in (service, f"{service}_keys"):
            lines.append(f"CREATE DATABASE {database} OWNER {service} TEMPLATE template0 ENCODING 'UTF8';")
            lines.append(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC;")
    return "\n".join([*lines, ""])


def _operators(root: Path) -> str:
    """The environment of the operator's commands; the master keys stay where only their services read them."""
    lines = [f"KITH_{service.upper()}_DATABASE_URL='{_address(root, service)}'" for service in STORING]
    lines += [f"KITH_{service.upper()}_MASTER_KEY_FILE=/run/kith/master.key" for service in STORING]
    return "\n".join([*lines, ""])


def _address(root: Path, service: str) -> str:
    return (root / service / "database-url").read_text()


def _give(folder: Path, user: int) -> None:
    folder.chmod(0o700)
    for each in (folder, *folder.rglob("*")):
        shutil.chown(each, user, user)


if __name__ == "__main__":
    if os.geteuid() != 0:
        sys.exit("first_start: gives files away, which only root may")
    sys.exit(main(sys.argv[1:]))
