"""Identity as a process of its own, and what reaches it from outside."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING

import requests
from kith.identity.v1.accounts_pb2_grpc import AccountsStub
from kith.identity.v1.interactions_pb2_grpc import InteractionsStub
from kith.identity.v1.mailbox_pb2_grpc import MailboxStub
from kith.identity.v1.proofing_pb2_grpc import ProofingStub
from kith.identity.v1.provider_pb2_grpc import ProviderStub
from kith.identity.v1.sessions_pb2_grpc import SessionsStub
from kith.identity.v1.trust_pb2_grpc import TrustStub

from chassis.rpc import TOKEN, Tls, channel
from console.pki import mint
from console.secrets import log_key, master_key, operator_jwks

if TYPE_CHECKING:
    from kith.identity.v1.accounts_pb2_grpc import AccountsAsyncStub
    from kith.identity.v1.interactions_pb2_grpc import InteractionsAsyncStub
    from kith.identity.v1.mailbox_pb2_grpc import MailboxAsyncStub
    from kith.identity.v1.proofing_pb2_grpc import ProofingAsyncStub
    from kith.identity.v1.provider_pb2_grpc import ProviderAsyncStub
    from kith.identity.v1.sessions_pb2_grpc import SessionsAsyncStub
    from kith.identity.v1.trust_pb2_grpc import TrustAsyncStub

ISSUER = "http://localhost:8000"
_ROOT = Path(__file__).parents[3]
_DEADLINE_SECONDS = 60


@dataclass(slots=True)
class Service:
    """One data folder; `up` starts a process over it, as often as wanted."""

    data: Path
    rpc: int
    ops: int
    http: int
    outside: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @classmethod
    def in_folder(cls, data: Path) -> "Service":
        mint(data / "tls", ("identity", "gateway", "cases"))
        rpc, ops, http = _free_ports(3)
        return cls(data, rpc, ops, http)

    def up(self) -> None:
        """Start and wait until it is ready."""
        files = {
            "KITH_MASTER_KEY_FILE": master_key(self.data, "identity"),
            "KITH_LOG_KEY_FILE": log_key(self.data, "identity"),
            "KITH_OPERATOR_JWKS_FILE": operator_jwks(self.data),
            "KITH_TLS_DIR": self.data / "tls" / "identity",
            "KITH_DATA_DIR": self.data,
        }
        ports = {"KITH_RPC_PORT": self.rpc, "KITH_OPS_PORT": self.ops, "KITH_HTTP_PORT": self.http}
        given = {name: str(value) for name, value in (files | ports).items()}
        command = [sys.executable, "-m", "services", "serve", "identity"]
        told = os.environ | given | self.outside | {"KITH_ISSUER": ISSUER}
        self.process = subprocess.Popen(command, cwd=_ROOT, env=told)
        until = time.monotonic() + _DEADLINE_SECONDS
        while not self._ready():
            assert self.process.poll() is None, "the service ended instead of getting ready"
            assert time.monotonic() < until, "the service did not get ready"
            time.sleep(0.05)

    def _ready(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.ops}/readyz", timeout=2).status_code == 200
        except requests.ConnectionError:
            return False

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self.process
        self.process.send_signal(how)
        return self.process.wait(_DEADLINE_SECONDS)

    def as_peer(self, name: str) -> dict[str, object]:
        """What `requests` needs to come with a service's certificate."""
        folder = self.data / "tls" / name
        return {"verify": f"{folder}/ca.pem", "cert": (f"{folder}/cert.pem", f"{folder}/key.pem")}

    def mailed_code(self, email: str) -> str:
        """The code in the newest letter to an address."""
        until = time.monotonic() + _DEADLINE_SECONDS
        while time.monotonic() < until:
            for file in sorted((self.data / "mail").glob("*.eml"), reverse=True):
                letter = message_from_bytes(file.read_bytes())
                found = re.search(r"\d{4} \d{4}", str(letter.get_payload()))
                if letter["To"] == email and found:
                    return found[0]
            time.sleep(0.05)
        raise AssertionError("no letter with a code came")

    def url(self, path: str) -> str:
        return f"https://localhost:{self.http}{path}"

    @asynccontextmanager
    async def calls(self, peer: str = "gateway", token: str = "") -> AsyncIterator["Calls"]:
        """gRPC with a service's certificate, and a caller's token if there is one."""

        async def metadata() -> dict[str, str]:
            return {TOKEN: f"Bearer {token}"} if token else {}

        tls = await asyncio.to_thread(Tls.read, self.data / "tls" / peer)
        async with channel(f"localhost:{self.rpc}", tls, "identity", metadata) as opened:
            yield Calls(
                MailboxStub(opened),
                AccountsStub(opened),
                SessionsStub(opened),
                InteractionsStub(opened),
                ProofingStub(opened),
                ProviderStub(opened),
                TrustStub(opened),
            )


@dataclass(frozen=True, slots=True)
class Calls:
    mailbox: "MailboxAsyncStub"
    accounts: "AccountsAsyncStub"
    sessions: "SessionsAsyncStub"
    interactions: "InteractionsAsyncStub"
    proofing: "ProofingAsyncStub"
    provider: "ProviderAsyncStub"
    trust: "TrustAsyncStub"


@contextmanager
def running(data: Path, outside: dict[str, str] | None = None) -> Iterator[Service]:
    """`outside`: settings that lead to the outside world."""
    service = Service.in_folder(data)
    service.outside = outside or {}
    service.up()
    try:
        yield service
    finally:
        if service.process and service.process.poll() is None:
            service.end()


def _free_ports(count: int) -> list[int]:
    held = [socket.socket() for _ in range(count)]
    for each in held:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports
