"""Cases as a whole, with the identity it asks and the bus it hears: for tests through the door."""

import asyncio
import base64
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from grpc.aio import Channel, ServicerContext
from kith.directory.v1 import events_pb2 as directory_pb
from kith.identity.v1 import events_pb2 as identity_pb
from kith.identity.v1 import letters_pb2, letters_pb2_grpc, proofing_pb2, proofing_pb2_grpc, trust_pb2_grpc

from chassis.bus import Record, bus
from chassis.clock import SystemClock
from chassis.errors import Denied, NotFound
from chassis.merkle import Signer
from chassis.rpc import Allow, RpcServer, Tls, channel
from chassis.tokens import Revocation, Verifier
from console.pki import mint
from console.topology import free_ports
from tests.directory.running import Identity

T = TypeVar("T")
_ROOT = Path(__file__).parent.parent.parent


@dataclass(slots=True)
class Proofing(proofing_pb2_grpc.ProofingServicer):
    """What identity has established, by account."""

    proven: dict[str, proofing_pb2.ProvenIdentity] = field(default_factory=dict)

    async def GetProvenIdentity(
        self, request: proofing_pb2.GetProvenIdentityRequest, context: ServicerContext[Any, Any]
    ) -> proofing_pb2.ProvenIdentity:
        if request.account_id not in self.proven:
            raise NotFound("no proof")
        return self.proven[request.account_id]

    async def SubmitProof(self, request: Any, context: ServicerContext[Any, Any]) -> proofing_pb2.Proof:
        raise Denied("not in these tests")

    async def ListProofs(self, request: Any, context: ServicerContext[Any, Any]) -> proofing_pb2.ListProofsResponse:
        raise Denied("not in these tests")


@dataclass(slots=True)
class Letters(letters_pb2_grpc.LettersServicer):
    """Whom identity was asked to write to."""

    asked: list[letters_pb2.SendNewsRequest] = field(default_factory=list)
    told: list[letters_pb2.TellWorkerRequest] = field(default_factory=list)

    async def SendNews(
        self, request: letters_pb2.SendNewsRequest, context: ServicerContext[Any, Any]
    ) -> letters_pb2.SendNewsResponse:
        self.asked.append(request)
        return letters_pb2.SendNewsResponse(outcome="sent")

    async def TellWorker(
        self, request: letters_pb2.TellWorkerRequest, context: ServicerContext[Any, Any]
    ) -> letters_pb2.TellWorkerResponse:
        self.told.append(request)
        return letters_pb2.TellWorkerResponse()


@dataclass(slots=True)
class Running:
    address: str
    identity: Identity
    proofing: Proofing
    letters: Letters
    data: Path
    pid: int

    @asynccontextmanager
    async def channel(self, token: str | None, *, service: str = "gateway", key: str = "") -> AsyncIterator[Channel]:
        """With a service's certificate and somebody's token; `key` is an Idempotency-Key."""

        async def carried() -> Mapping[str, str]:
            found = {"authorization": f"Bearer {token}"} if token else {}
            return found | ({"idempotency-key": key} if key else {})

        tls = Tls.read(self.data / "tls" / service)
        async with channel(self.address, tls, "cases", carried) as opened:
            yield opened

    async def publish_organisation(self, id_: str, name: str, kind: str) -> None:
        changed = directory_pb.OrganisationChanged(organisation_id=id_, name=name, kind=kind, nation="England")
        event = directory_pb.DirectoryEvent(id=f"evt_{id_}", organisation_changed=changed)
        await self._publish("kith.directory.v1", id_, event.SerializeToString(), event.id)

    async def publish_proof(self, account: str) -> None:
        completed = identity_pb.ProofCompleted(account_id=account)
        event = identity_pb.IdentityEvent(id=f"evt_{account}", proof_completed=completed)
        await self._publish("kith.identity.v1", account, event.SerializeToString(), event.id)

    async def publish_doubt(self, account: str) -> None:
        doubted = identity_pb.ProofDoubted(account_id=account)
        event = identity_pb.IdentityEvent(id=f"evt_doubt_{account}", proof_doubted=doubted)
        await self._publish("kith.identity.v1", account, event.SerializeToString(), event.id)

    async def _publish(self, topic: str, key: str, value: bytes, event_id: str) -> None:
        async with bus(f"embedded://{self.data}/bus.db") as opened:
            await opened.publish([Record(topic, key, value, {"id": event_id, "type": "test"})])


async def soon(what: Callable[[], Awaitable[T | None]]) -> T:
    """What it answers once that is something; within 30 seconds."""
    for _ in range(600):
        if (found := await what()) is not None:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come about")


@asynccontextmanager
async def running(data: Path, **settings: str) -> AsyncIterator[Running]:
    """All roles of cases in a process of its own, on SQLite and the embedded bus in a folder, with more settings."""
    mint(data / "tls", ("identity", "directory", "cases", "gateway"))
    rpc, ops, trusted = free_ports(3)
    identity, proofing, letters = Identity(), Proofing(), Letters()
    server = await _identity(data, trusted, identity, proofing, letters)
    environment = {
        "KITH_DATA_DIR": str(data),
        "KITH_TLS_DIR": str(data / "tls" / "cases"),
        "KITH_RPC_PORT": str(rpc),
        "KITH_OPS_PORT": str(ops),
        "KITH_IDENTITY_ADDRESS": f"localhost:{trusted}",
        "KITH_MASTER_KEY": base64.b64encode(b"m" * 32).decode(),
        "KITH_LOG_KEY": Signer("kith/cases", Ed25519PrivateKey.generate()).secret(),
        **settings,
    }
    process = _start(data, environment)
    assert process.stdin is not None
    try:
        await _ready(ops, process)
        yield Running(f"localhost:{rpc}", identity, proofing, letters, data, process.pid)
    finally:
        process.stdin.close()
        status = process.wait(20)
        await server.stop(0)
    assert status == 0, "it does not end well when its parent is gone"


def _start(data: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "services", "serve", "cases", "--with-parent"]
    with (data / "cases.log").open("ab") as log:
        return subprocess.Popen(command, cwd=_ROOT, env=environment, stdin=subprocess.PIPE, stderr=log)


async def _ready(ops: int, process: subprocess.Popen[bytes]) -> None:
    """Until it says that it can serve."""
    async with aiohttp.ClientSession() as http:

        async def answered() -> bool | None:
            assert process.poll() is None, "it ended at start: see cases.log"
            try:
                async with http.get(f"http://127.0.0.1:{ops}/readyz") as answer:
                    return answer.status == 200 or None
            except aiohttp.ClientError:
                return None

        await soon(answered)


async def _identity(data: Path, port: int, identity: Identity, proofing: Proofing, letters: Letters) -> RpcServer:
    async def nothing() -> str:
        return '{"keys": []}'

    async def never(cursor: int) -> tuple[list[Revocation], int]:
        return [], cursor

    cases = Allow(frozenset({"cases"}), token=False)
    allow = {f"/kith.identity.v1.{name}/": cases for name in ("Trust", "Proofing", "Letters")}
    tls = Tls.read(data / "tls" / "identity")
    server = RpcServer(port, tls, allow, Verifier("identity", nothing, never, SystemClock()))
    trust_pb2_grpc.add_TrustServicer_to_server(identity, server.server)
    proofing_pb2_grpc.add_ProofingServicer_to_server(proofing, server.server)
    letters_pb2_grpc.add_LettersServicer_to_server(letters, server.server)
    await server.start()
    return server


def today() -> str:
    return datetime.now(UTC).date().isoformat()
