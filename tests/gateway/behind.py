"""Stand-ins for the services behind the gateway: real gRPC over mutual TLS, real tokens, answers that a test sets."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor, ServiceDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from jwt.algorithms import ECAlgorithm
from kith.identity.v1 import trust_pb2

from chassis.clock import SystemClock
from chassis.errors import Problem, Unauthenticated
from chassis.rpc import Allow, RpcServer, Tls
from chassis.rpc import caller as rpc_caller
from chassis.tokens import INTERNAL_ISSUER, INTERNAL_TYPE, Caller, Revocation, Verifier

Answer = Message | Problem | Callable[[Any], Message] | Sequence[Message]
_WITHOUT_TOKEN = ("kith.identity.v1.Trust", "kith.identity.v1.Sessions", "kith.identity.v1.Interactions")
_OPEN = (
    "/kith.cases.v1.Audit/GetCheckpoint",
    "/kith.cases.v1.Sharing/ListNotices",
    "/kith.cases.v1.Audit/GetConsistency",
    "/kith.cases.v1.Audit/ListWitnesses",
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One call that arrived, and for whom."""

    method: str
    request: Any
    caller: Caller | None


@dataclass(frozen=True, slots=True)
class Grant:
    """Whom a credential stands for, in the fake identity's book."""

    subject: str
    scopes: tuple[str, ...]


class Mint:
    """Signs internal tokens; every stand-in believes it."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        public = json.loads(ECAlgorithm.to_jwk(self._key.public_key()))
        self.jwks = json.dumps({"keys": [public | {"kid": "one", "use": "sig", "alg": "ES256"}]})

    def sign(self, grant: Grant, audience: str, life: timedelta = timedelta(seconds=60)) -> trust_pb2.InternalToken:
        now = datetime.now(UTC)
        claims = {
            "iss": INTERNAL_ISSUER,
            "aud": audience,
            "sub": grant.subject,
            "kind": "worker",
            "scope": " ".join(grant.scopes),
            "iat": int(now.timestamp()),
            "exp": int((now + life).timestamp()),
        }
        signed = jwt.encode(claims, self._key, "ES256", headers={"typ": INTERNAL_TYPE, "kid": "one"})
        token = trust_pb2.InternalToken(token=signed)
        token.expires_at.FromDatetime(now + life)
        return token


@dataclass
class StandIn:
    """One service: answers by short name (`People/FindPerson`), else with a filled message; remembers what it heard."""

    name: str
    services: Sequence[ServiceDescriptor]
    tls: Path
    mint: Mint
    answers: dict[str, Answer] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    port: int = 0

    async def start(self) -> None:
        async def keys() -> str:
            return self.mint.jwks

        async def revocations(cursor: int) -> tuple[Sequence[Revocation], int]:
            return [], cursor

        verifier = Verifier(self.name, keys, revocations, SystemClock())
        await verifier.poll()
        self._stopping = asyncio.Event()
        self._polling = asyncio.create_task(verifier.run(self._stopping))
        callers = {f"/{each.full_name}/": self._allow(each.full_name not in _WITHOUT_TOKEN) for each in self.services}
        callers |= dict.fromkeys(_OPEN, self._allow(token=False))
        self._server = RpcServer(self.port, Tls.read(self.tls / self.name), callers, verifier)
        self._server.server.add_generic_rpc_handlers(tuple(map(self._handlers, self.services)))
        await self._server.start()
        self.port = self._server.port

    async def stop(self) -> None:
        self._stopping.set()
        await self._polling
        await self._server.stop(0)

    def calls(self, method: str) -> list[Heard]:
        return [heard for heard in self.heard if heard.method == method]

    @staticmethod
    def _allow(token: bool) -> Allow:
        return Allow(frozenset({"gateway"}), token=token)

    def _handlers(self, service: ServiceDescriptor) -> grpc.GenericRpcHandler:
        return grpc.method_handlers_generic_handler(
            service.full_name,
            {
                method.name: _handler(method)(
                    self._behave(method, f"{service.name}/{method.name}"),
                    GetMessageClass(method.input_type).FromString,
                    lambda message: message.SerializeToString(),
                )
                for method in service.methods
            },
        )

    def _behave(self, method: MethodDescriptor, name: str) -> Callable[[Any, Any], Any]:
        one = self._serve(name, GetMessageClass(method.output_type))

        async def taken(requests: Any, context: object) -> Message:
            return await one([request async for request in requests], context)  # type: ignore[no-any-return]

        async def given(request: Any, context: object) -> AsyncIterator[Message]:
            for answer in await one(request, context):
                yield answer

        return taken if method.client_streaming else given if method.server_streaming else one

    def _serve(self, method: str, kind: type[Message]) -> Callable[[Any, Any], Any]:
        async def serve(request: Any, _: object) -> Message | Sequence[Message]:
            self.heard.append(Heard(method, request, _caller()))
            answer = self.answers.get(method)
            if isinstance(answer, Problem):
                raise answer
            if isinstance(answer, Message | list):
                return answer
            return answer(request) if callable(answer) else filled(kind)

        return serve


def _handler(method: MethodDescriptor) -> "Callable[..., grpc.RpcMethodHandler[Any, Any]]":
    if method.client_streaming:
        return grpc.stream_unary_rpc_method_handler
    return grpc.unary_stream_rpc_method_handler if method.server_streaming else grpc.unary_unary_rpc_method_handler


def filled(kind: type[Message]) -> Message:
    """A message with something in every field, so that an answer has all its parts."""
    message = kind()
    fields: Sequence[Any] = message.DESCRIPTOR.fields
    for each in fields:
        if each.message_type and each.message_type.full_name == "google.protobuf.Timestamp":
            getattr(message, each.name).FromDatetime(datetime(2026, 11, 22, 9, 12, tzinfo=UTC))
        elif each.message_type and each.message_type.GetOptions().map_entry:
            getattr(message, each.name)["some"] = "some"
        elif each.message_type:
            inner = filled(GetMessageClass(each.message_type))
            (getattr(message, each.name).add() if each.is_repeated else getattr(message, each.name)).CopyFrom(inner)
        elif each.is_repeated:
            getattr(message, each.name).append(_SOME[each.type])
        else:
            setattr(message, each.name, _SOME[each.type])
    return message


_SOME: Mapping[int, Any] = {
    FieldDescriptor.TYPE_STRING: "some",
    FieldDescriptor.TYPE_BYTES: bytes(32),
    FieldDescriptor.TYPE_BOOL: True,
    FieldDescriptor.TYPE_INT32: 1,
    FieldDescriptor.TYPE_INT64: 1,
    FieldDescriptor.TYPE_DOUBLE: 1.0,
}


def _caller() -> Caller | None:
    try:
        return rpc_caller()
    except Unauthenticated:
        return None
