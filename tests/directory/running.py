"""A directory in a process of its own, and the identity it asks, for tests through the front door."""

import asyncio
import base64
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from grpc.aio import ServicerContext
from jwt.algorithms import ECAlgorithm
from kith.directory.v1.directory_pb2_grpc import DirectoryStub
from kith.identity.v1 import trust_pb2 as pb
from kith.identity.v1 import trust_pb2_grpc as pb_grpc

from chassis.clock import SystemClock
from chassis.errors import Denied
from chassis.merkle import Signer
from chassis.rpc import Allow, RpcServer, Tls, channel
from chassis.tokens import INTERNAL_ISSUER, INTERNAL_LIFE, INTERNAL_TYPE, Revocation, Verifier
from console.pki import mint
from console.topology import free_ports

if TYPE_CHECKING:
    from kith.directory.v1.directory_pb2_grpc import DirectoryAsyncStub

_ROOT = Path(__file__).parent.parent.parent


class Identity(pb_grpc.TrustServicer):
    """Signs tokens, and tells verifiers what it has revoked."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.revoked: list[Revocation] = []

    def token(self, kind: str, scope: str, *, audience: str = "directory", **claims: str) -> str:
        now = datetime.now(UTC)
        facts = {
            "iss": INTERNAL_ISSUER,
            "aud": audience,
            "sub": "acc_1",
            "kind": kind,
            "scope": scope,
            "iat": now.timestamp(),
            "exp": (now + INTERNAL_LIFE).timestamp(),
        }
        return jwt.encode(facts | claims, self._key, "ES256", {"typ": INTERNAL_TYPE, "kid": "one"})

    async def GetKeys(self, request: pb.GetKeysRequest, context: ServicerContext[Any, Any]) -> pb.Keys:
        jwk = json.loads(ECAlgorithm.to_jwk(self._key.public_key())) | {"kid": "one"}
        return pb.Keys(jwks=json.dumps({"keys": [jwk]}))

    async def RevocationsSince(
        self, request: pb.RevocationsSinceRequest, context: ServicerContext[Any, Any]
    ) -> pb.Revocations:
        answer = pb.Revocations(cursor=len(self.revoked))
        for each in self.revoked[request.cursor :]:
            answer.revocations.add(kind=each.kind, key=each.key).revoked_at.FromNanoseconds(int(each.at * 1e9))
        return answer

    async def Exchange(self, request: pb.ExchangeRequest, context: ServicerContext[Any, Any]) -> pb.InternalToken:
        raise Denied("tests sign their tokens themselves")


@dataclass(slots=True)
class Running:
    identity: Identity
    address: str
    ops: int
    data: Path
    _environment: dict[str, str]
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "services", "serve", "directory", "--with-parent"]
        log = (self.data / "directory.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                command, cwd=_ROOT, env=self._environment, stdin=subprocess.PIPE, stderr=log
            )

    def kill(self) -> None:
        """As the machine would: no warning."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()

    def stop(self) -> int:
        """Close the parent's pipe; the exit status."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._process.wait(20)

    async def ready(self) -> None:
        """Wait until it says that it can serve, 30 seconds at most."""
        async with asyncio.timeout(30), aiohttp.ClientSession() as http:
            for _ in range(1_000):
                try:
                    async with http.get(f"http://127.0.0.1:{self.ops}/readyz") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)

    @asynccontextmanager
    async def client(self, token: str | None, *, service: str = "gateway") -> AsyncIterator["DirectoryAsyncStub"]:
        """A client with a service's certificate and somebody's token."""

        async def carried() -> Mapping[str, str]:
            return {"authorization": f"Bearer {token}"} if token else {}

        tls = Tls.read(self.data / "tls" / service)
        async with channel(self.address, tls, "directory", carried) as opened:
            yield DirectoryStub(opened)


@asynccontextmanager
async def running(data: Path) -> AsyncIterator[Running]:
    """A directory on SQLite in a folder, not started yet, with an identity beside it."""
    mint(data / "tls", ("identity", "directory", "gateway", "cases"))
    rpc, ops, trust = free_ports(3)
    clock, identity = SystemClock(), Identity()

    async def nothing() -> str:
        return '{"keys": []}'

    async def never(cursor: int) -> tuple[list[Revocation], int]:
        return [], cursor

    allow = {"/kith.identity.v1.Trust/": Allow(frozenset({"directory"}), token=False)}
    server = RpcServer(trust, Tls.read(data / "tls" / "identity"), allow, Verifier("identity", nothing, never, clock))
    pb_grpc.add_TrustServicer_to_server(identity, server.server)
    await server.start()
    house = Running(
        identity,
        f"localhost:{rpc}",
        ops,
        data,
        {
            "KITH_DATA_DIR": str(data),
            "KITH_TLS_DIR": str(data / "tls" / "directory"),
            "KITH_RPC_PORT": str(rpc),
            "KITH_OPS_PORT": str(ops),
            "KITH_IDENTITY_ADDRESS": f"localhost:{trust}",
            "KITH_MASTER_KEY": base64.b64encode(b"m" * 32).decode(),
            "KITH_LOG_KEY": Signer("kith/directory", Ed25519PrivateKey.generate()).secret(),
        },
    )
    try:
        yield house
    finally:
        await server.stop(0)
