"""The four services, and the residents and clients that a test wants at them."""

import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from console.api import ClientApi, operator
from console.demo.browser import Browser, Page
from console.topology import Topology

_PASSWORD = "correct horse battery staple"
_LETTER_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody with an account, at one of her browsers."""

    email: str
    browser: Browser

    def sign_in(self, page: Page) -> Page:
        """She types her password on a page that asks for it."""
        return self.browser.submit(page, "/sign-in", email=self.email, password=_PASSWORD)


@dataclass(frozen=True, slots=True)
class Stage:
    """One account is enough for every test, each with a browser of its own."""

    topology: Topology
    operator: ClientApi
    email: str

    @property
    def issuer(self) -> str:
        return self.topology.base_url

    def client(self, profile: str, **asked: Any) -> dict[str, Any]:
        """A new client of an organisation of its own; what `/v1/clients` answers."""
        about = {"name": "Lichfield Council", "profile": profile, "organisation_id": _organisation()}
        return dict(self.operator.post("/v1/clients", about | asked))

    def registration_token(self, profile: str) -> str:
        """An initial access token, good for one client (RFC 7591 section 3)."""
        asked = {"organisation_id": _organisation(), "profile": profile, "uses": 1}
        return str(self.operator.post("/v1/registration-tokens", asked)["token"])

    def stranger(self) -> Resident:
        """The resident, at a browser that nobody has used."""
        return Resident(self.email, Browser(self.issuer))

    def resident(self) -> Resident:
        """The resident, signed in."""
        resident = self.stranger()
        resident.sign_in(resident.browser.get("/sign-in"))
        return resident


@contextmanager
def running(data: Path) -> Iterator[Stage]:
    """`kith up` on a fresh folder, for the block."""
    command = [sys.executable, "-m", "services", "up", "--data-dir", str(data), "--port", "0"]
    environment = os.environ | {"KITH_RATE_SCALE": "10000"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as up:
        assert up.stdout is not None
        try:
            assert any(line.startswith("Ready") for line in up.stdout), "the services did not start"
            topology = Topology.running(data)
            yield Stage(topology, operator(topology), _register(topology))
        finally:
            up.terminate()


def must_have(there: object, what: str) -> None:
    """Skips the test unless a tool is there, or fails it where everything has to be."""
    if not there:
        reason = f"{what} is missing: deploy/tools/fetch-for-tests"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


def _organisation() -> str:
    return f"org_{secrets.token_hex(8)}"


def _register(topology: Topology) -> str:
    """A new account; answers its e-mail address."""
    email, browser = f"{secrets.token_hex(8)}@people.example", Browser(topology.base_url)
    page = browser.submit(browser.get("/register?way=password"), "/register", email=email, password=_PASSWORD)
    browser.submit(page, "/register/code", code=_mailed_code(topology.data, email))
    return email


def _mailed_code(data: Path, email: str) -> str:
    """No mail system is set, so letters are files."""
    until = time.monotonic() + _LETTER_SECONDS
    while time.monotonic() < until:
        for file in (data / "mail").glob("*.eml"):
            letter = message_from_bytes(file.read_bytes())
            code = re.search(r"\d{4} \d{4}", str(letter.get_payload()))
            if letter["To"] == email and code:
                return code[0]
        time.sleep(0.05)
    raise AssertionError("no letter with a code came")
