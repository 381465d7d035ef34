"""The councils' relying parties in the demo: web sites, each a process of its own, and services without one."""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import requests

_START_SECONDS = 20


@dataclass(slots=True)
class Site:
    """A running relying party of one council."""

    name: str
    client_id: str
    key_file: Path
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def redirect_uri(self) -> str:
        return f"{self.url}/callback"

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(10)


@dataclass(frozen=True, slots=True)
class Service:
    """A council's service that the story itself plays, without a process of its own."""

    name: str
    profile: str
    client_id: str
    redirect_uri: str
    key_file: Path


def start(name: str, issuer: str, client_id: str, key_file: Path, port: int) -> Site:
    """Start a council's site and wait until it answers. Raises TimeoutError."""
    arguments = [issuer, client_id, str(key_file), str(port)]
    process = subprocess.Popen([sys.executable, "-m", "console.demo.relying_party", *arguments], stdin=subprocess.PIPE)
    site = Site(name, client_id, key_file, port, process)
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        try:
            requests.get(site.redirect_uri, timeout=2)
            return site
        except requests.ConnectionError:
            time.sleep(0.05)
    raise TimeoutError(f"{name}'s site did not start")
