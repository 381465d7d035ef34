"""What stands between this installation and real use."""

from collections.abc import Mapping
from pathlib import Path


def findings(data: Path, environment: Mapping[str, str]) -> list[str]:
    """Plain sentences, each naming what to change and how; none when all is well."""
    found = []
    if not environment.get("KITH_ISSUER", "").startswith("https://"):
        found.append("KITH_ISSUER is not an https address: passwords and tokens would cross the network in clear.")
    if (data / "demo.json").exists():
        found.append(f"{data / 'demo.json'} exists: this folder holds the demo's accounts with a published password.")
    found += [f"{file} is readable by others: chmod 600 it." for file in _secrets(data) if file.stat().st_mode & 0o077]
    for service in ("identity", "directory", "cases"):
        if not environment.get(f"KITH_{service.upper()}_MASTER_KEY_FILE"):
            found.append(
                f"the master key of {service} lies beside its database: keep it elsewhere and name it in "
                f"KITH_{service.upper()}_MASTER_KEY_FILE."
            )
    if environment.get("KITH_WEBHOOK_ALLOW_LOOPBACK"):
        found.append("KITH_WEBHOOK_ALLOW_LOOPBACK is set: partners could make us call this machine.")
    return found


def _secrets(data: Path) -> list[Path]:
    folders = [data / "secrets", data / "tls"]
    return [file for folder in folders if folder.exists() for file in folder.rglob("*") if file.is_file()]
