"""gRPC between services: mutual TLS, a list of callers a method, the caller's token verified, errors crossing once.

Server: every call passes, in this order, the peer's certificate against the callers listed for its method, the caller's
token, the method itself. A `Problem` becomes a `google.rpc.Status` with an `ErrorInfo`; anything else becomes INTERNAL
without a text. Client: the answer is unwrapped to the message, or the same `Problem` is raised.
"""

import hashlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import grpc
import structlog
from google.protobuf.message import Message
from grpc import aio

from chassis.errors import Denied, Problem, Unauthenticated
from chassis.log import logger
from chassis.rpc_errors import problem_of, status_of
from chassis.tokens import Caller, IdempotencyKey, Verifier

TOKEN = "authorization"
IDEMPOTENCY = "idempotency-key"
REQUEST_ID = "x-request-id"
_DETAILS = "grpc-status-details-bin"
_DEADLINE_SECONDS = 10.0
_LARGEST_MESSAGE = 8 * 1024 * 1024

_OPTIONS = [
    ("grpc.max_receive_message_length", _LARGEST_MESSAGE),
    ("grpc.max_send_message_length", _LARGEST_MESSAGE),
]

# A caller that comes back looks the name up again, and so finds processes that were added; what runs is let finish.
_CONNECTIONS = [
    ("grpc.max_connection_age_ms", 5 * 60 * 1000),
    ("grpc.max_connection_age_grace_ms", 30 * 1000),
]

_caller: ContextVar[Caller] = ContextVar("caller")


@dataclass(frozen=True, slots=True)
class Allow:
    """Which services may call, by the name in their certificate, and whether a person's or client's token is needed.

    `acting`: the kinds of actor (`act_kind`) whose token for somebody else is good here; no kind unless it is named.
    """

    callers: frozenset[str]
    token: bool = True
    acting: frozenset[str] = frozenset()


# A full method name ("/kith.cases.v1.People/FindPerson"), or a service's prefix ("/kith.cases.v1.People/"), to who may
# call it.
Callers = Mapping[str, Allow]


@dataclass(frozen=True, slots=True)
class Tls:
    """This process's certificate and the authority it trusts, as PEM."""

    authority: bytes
    certificate: bytes
    key: bytes

    @classmethod
    def read(cls, folder: Path) -> "Tls":
        """From `ca.pem`, `cert.pem` and `key.pem` in a folder."""
        return cls(*((folder / name).read_bytes() for name in ("ca.pem", "cert.pem", "key.pem")))


def caller() -> Caller:
    """Who makes the call being served. Raises Unauthenticated in a method that needs no token and got none."""
    try:
        return _caller.get()
    except LookupError:
        raise Unauthenticated("this call carries no token") from None


class RpcServer:
    """A gRPC server as a part of a process's life: `run` serves until told to stop, then drains."""

    def __init__(self, port: int, tls: Tls, callers: Callers, verifier: Verifier, *, host: str = "localhost") -> None:
        self.server = aio.server(interceptors=[_Door(callers, verifier)], options=[*_OPTIONS, *_CONNECTIONS])
        credentials = grpc.ssl_server_credentials(
            [(tls.key, tls.certificate)], root_certificates=tls.authority, require_client_auth=True
        )
        self.port = self.server.add_secure_port(f"{host}:{port}", credentials)

    async def start(self) -> None:
        await self.server.start()

    async def stop(self, grace_seconds: float = 5.0) -> None:
        """Refuse new calls, let running ones finish within the grace."""
        await self.server.stop(grace_seconds)


@asynccontextmanager
async def channel(
    address: str, tls: Tls, service: str, metadata: "Outgoing | None" = None
) -> AsyncIterator[aio.Channel]:
    """A channel to `service` at `address`, trusted by its certificate's name.

    `metadata` is asked at each call for what it carries: a token, an idempotency key.
    """
    credentials = grpc.ssl_channel_credentials(tls.authority, tls.key, tls.certificate)
    options = [
        *_OPTIONS,
        ("grpc.ssl_target_name_override", service),
        # A name may stand for many processes: calls go round all of them.
        ("grpc.lb_policy_name", "round_robin"),
        ("grpc.initial_reconnect_backoff_ms", 100),
        # Whatever its name says: what one attempt to connect is given, handshake included (gRPC's
        # MIN_CONNECT_TIMEOUT). A busy machine needs more than the first wait after a refusal.
        ("grpc.min_reconnect_backoff_ms", 5_000),
        ("grpc.max_reconnect_backoff_ms", 1000),
    ]
    async with aio.secure_channel(address, credentials, options=options, interceptors=[_Call(metadata)]) as opened:
        yield opened


Outgoing = Callable[[], Awaitable[Mapping[str, str]]]


class _Call(aio.UnaryUnaryClientInterceptor):
    def __init__(self, metadata: Outgoing | None) -> None:
        self._metadata = metadata

    async def intercept_unary_unary(
        self,
        continuation: Callable[[aio.ClientCallDetails, Any], Any],
        client_call_details: aio.ClientCallDetails,
        request: Any,
    ) -> Any:
        extra = dict(await self._metadata()) if self._metadata else {}
        extra.setdefault(REQUEST_ID, structlog.contextvars.get_contextvars().get("request_id") or uuid.uuid4().hex)
        details = aio.ClientCallDetails(
            method=client_call_details.method,
            timeout=client_call_details.timeout or _DEADLINE_SECONDS,
            metadata=aio.Metadata(*(client_call_details.metadata or ()), *extra.items()),
            credentials=client_call_details.credentials,
            wait_for_ready=client_call_details.wait_for_ready,
        )
        call = await continuation(details, request)
        try:
            return await call
        except aio.AioRpcError as error:
            raise problem_of(error.code(), error.details(), _packed(error)) from None


def _packed(error: aio.AioRpcError) -> bytes | None:
    found = [value for key, value in error.trailing_metadata() or () if key == _DETAILS]
    return found[0] if found and isinstance(found[0], bytes) else None


class _Door(aio.ServerInterceptor):
    """What every call passes before its method runs."""

    def __init__(self, callers: Callers, verifier: Verifier) -> None:
        self._callers, self._verifier = callers, verifier

    async def intercept_service(
        self,
        continuation: "Callable[[grpc.HandlerCallDetails], Awaitable[grpc.RpcMethodHandler[Any, Any] | None]]",
        handler_call_details: grpc.HandlerCallDetails,
    ) -> "grpc.RpcMethodHandler[Any, Any] | None":
        handler = await continuation(handler_call_details)
        method = handler_call_details.method
        if handler is None or handler.unary_unary is None:
            return handler
        inner: Callable[[Any, Any], Awaitable[Any]] = handler.unary_unary
        allow = self._callers.get(method) or self._callers.get(method.rpartition("/")[0] + "/")

        async def serve(request: Message, context: aio.ServicerContext[Any, Any]) -> Any:
            metadata = {key: value for key, value in context.invocation_metadata() or () if isinstance(value, str)}
            structlog.contextvars.bind_contextvars(method=method, request_id=metadata.get(REQUEST_ID))
            try:
                await self._admit(allow, context, metadata, request)
                return await inner(request, context)
            except Problem as problem:
                code, packed = status_of(problem)
                await context.abort(code, problem.detail, ((_DETAILS, packed),))
            except aio.AbortError:
                raise
            except Exception:
                logger().exception("call failed")
                await context.abort(grpc.StatusCode.INTERNAL, "something went wrong here")

        return grpc.unary_unary_rpc_method_handler(
            serve,
            request_deserializer=handler.request_deserializer,
            response_serializer=handler.response_serializer,
        )

    async def _admit(
        self,
        allow: Allow | None,
        context: aio.ServicerContext[Any, Any],
        metadata: Mapping[str, str],
        request: Message,
    ) -> None:
        peer = _peer(context)
        if allow is None or peer not in allow.callers:
            logger().warning("caller not on the list", peer=peer)
            raise Unauthenticated("this service may not make that call", code="caller-not-listed")
        scheme, _, token = metadata.get(TOKEN, "").partition(" ")
        if scheme.lower() == "bearer" and token:
            who = await self._verifier.verify(token)
            if who.claim("act") and who.claim("act_kind") not in allow.acting:
                raise Denied("nobody may do this for somebody else", code="not-for-another")
            if key := metadata.get(IDEMPOTENCY):
                digest = hashlib.sha256(request.SerializeToString(deterministic=True)).hexdigest()
                who = replace(who, idempotency=IdempotencyKey(key, digest))
            _caller.set(who)
        elif allow.token:
            raise Unauthenticated("this call carries no token")


def _peer(context: aio.ServicerContext[Any, Any]) -> str:
    """The service named by the peer's SPIFFE id, `spiffe://kith/<service>`."""
    for name in context.auth_context().get("x509_subject_alternative_name", ()):
        if name.startswith(b"spiffe://"):
            return name.rpartition(b"/")[2].decode()
    return ""
