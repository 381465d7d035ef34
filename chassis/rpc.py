"""gRPC between services: mutual TLS, a list of callers a method, the caller's token verified, errors crossing once.

Server: every call passes, in this order, the peer's certificate against the callers listed for its method, the caller's
token, the method itself. A `Problem` becomes a `google.rpc.Status` with an `ErrorInfo`; anything else becomes INTERNAL
without a text. Client: the answer is unwrapped to the message, or the same `Problem` is raised.

Requests or answers may be streams, not both: they pass the same door before the first message is looked at. Each later
one, and the end of what is sent, passes only while the caller is not revoked.
"""

import asyncio
import hashlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import grpc
import structlog
from google.protobuf.message import Message
from grpc import aio

from chassis.errors import Denied, Problem, Unauthenticated, Unavailable
from chassis.log import logger
from chassis.rpc_errors import problem_of, status_of
from chassis.tokens import Caller, IdempotencyKey, Verifier

TOKEN = "authorization"
IDEMPOTENCY = "idempotency-key"
REQUEST_ID = "x-request-id"
_DETAILS, _FAULT = "grpc-status-details-bin", "something went wrong here"
_DEADLINE_SECONDS = 10.0
# Of a call with a stream: who sends 100 MB over a slow line needs minutes.
LONGEST_SECONDS = 600.0
_LARGEST_MESSAGE = 8 * 1024 * 1024

_OPTIONS = [
    ("grpc.max_receive_message_length", _LARGEST_MESSAGE),
    ("grpc.max_send_message_length", _LARGEST_MESSAGE),
    # Else the window of a stream grows with the line: megabytes wait in memory for a reader who is slow.
    ("grpc.http2.bdp_probe", 0),
]

# A caller that comes back looks the name up again, and so finds processes that were added; what runs is let finish.
_CONNECTIONS = [
    ("grpc.max_connection_age_ms", 5 * 60 * 1000),
    ("grpc.max_connection_age_grace_ms", int(LONGEST_SECONDS * 1000)),
]

_Context = aio.ServicerContext[Any, Any]
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
        # Of methods registered one by one gRPC waits for each anew at every call: a tenth of what two hundred cost.
        self.server.add_registered_method_handlers = lambda *_: None  # type: ignore[method-assign]  # no option says it
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
    interceptors: list[aio.ClientInterceptor] = [_Upload(metadata), _Download(metadata)]
    async with aio.secure_channel(address, credentials, options=options, interceptors=interceptors) as opened:
        opened.unary_unary = _Outgoing(metadata).calls(opened.unary_unary)  # type: ignore[method-assign]  # a channel has no other place for it
        yield opened


Outgoing = Callable[[], Awaitable[Mapping[str, str]]]
_Pairs = Sequence[tuple[str, str]]


class _Outgoing:
    """What every call carries, and until when it may last."""

    def __init__(self, metadata: Outgoing | None) -> None:
        self._metadata = metadata

    def calls(self, unary_unary: Any) -> Any:
        """A channel's calls of one message each way. No interceptor: gRPC runs one in a task of its own."""

        def made(*method: Any, **codec: Any) -> Any:
            send = unary_unary(*method, **codec)

            async def call(request: Any, *, timeout: float = _DEADLINE_SECONDS, metadata: _Pairs = ()) -> Any:  # noqa: ASYNC109 (gRPC's own)
                try:
                    return await send(request, timeout=timeout, metadata=await self._carried(metadata))
                except aio.AioRpcError as error:
                    raise _problem(error) from None

            return call

        return made

    async def _carried(self, besides: _Pairs = ()) -> aio.Metadata:
        extra = dict(await self._metadata()) if self._metadata else {}
        extra.setdefault(REQUEST_ID, structlog.contextvars.get_contextvars().get("request_id") or uuid.uuid4().hex)
        return aio.Metadata(*besides, *extra.items())

    async def _for_long(self, asked: aio.ClientCallDetails) -> aio.ClientCallDetails:
        return aio.ClientCallDetails(asked.method, asked.timeout or LONGEST_SECONDS, await self._carried(), None, None)


class _Upload(_Outgoing, aio.StreamUnaryClientInterceptor):
    async def intercept_stream_unary(
        self, continuation: Callable[..., Any], client_call_details: aio.ClientCallDetails, request_iterator: Any
    ) -> Any:
        broke: list[Exception] = []

        async def sent() -> AsyncIterator[Any]:
            try:
                async for request in request_iterator:
                    yield request
            except Exception as error:
                broke.append(error)
                raise

        try:
            call = await continuation(await self._for_long(client_call_details), sent())
            await call
            return call  # answers again what it answered
        except aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.INTERNAL and error.details() != _FAULT:
                # A write that came as the call ended failed, and gRPC puts that in the place of how it ended.
                raise Unavailable("it broke off before its end; send it again", retry_after=2) from None
            raise _problem(error) from None
        except asyncio.CancelledError:
            # gRPC cancels a call whose requests break off, and keeps to itself why they did.
            if broke:
                raise broke[0] from None
            raise


class _Download(_Outgoing, aio.UnaryStreamClientInterceptor):
    async def intercept_unary_stream(
        self, continuation: Callable[..., Any], client_call_details: aio.ClientCallDetails, request: Any
    ) -> AsyncIterator[Any]:
        call = await continuation(await self._for_long(client_call_details), request)

        async def received() -> AsyncIterator[Any]:
            try:
                async for answer in call:
                    yield answer
            except aio.AioRpcError as error:
                raise _problem(error) from None

        return received()


def _problem(error: aio.AioRpcError) -> Problem:
    found = [value for key, value in error.trailing_metadata() or () if key == _DETAILS]
    packed = found[0] if found and isinstance(found[0], bytes) else None
    return problem_of(error.code(), error.details(), packed)


class _Door(aio.ServerInterceptor):
    """What every call passes before its method runs."""

    def __init__(self, callers: Callers, verifier: Verifier) -> None:
        self._callers, self._verifier = callers, verifier
        self._guarded = dict[str, "grpc.RpcMethodHandler[Any, Any] | None"]()

    async def intercept_service(
        self, continuation: Callable[..., Awaitable[Any]], handler_call_details: grpc.HandlerCallDetails
    ) -> "grpc.RpcMethodHandler[Any, Any] | None":
        method = handler_call_details.method
        if method not in self._guarded and (handler := await continuation(handler_call_details)):
            self._guarded[method] = self._guard(method, handler)
        return self._guarded.get(method)

    def _guard(self, method: str, handler: Any) -> "grpc.RpcMethodHandler[Any, Any] | None":
        async def let_in(context: _Context, request: Message | None) -> Callable[[], None]:
            who = await self._admit(method, context, request)
            return lambda: self._verifier.must_stand(who) if who else None

        async def call(request: Message, context: _Context) -> Any:
            try:
                await let_in(context, request)
                return await handler.unary_unary(request, context)
            except Exception as error:
                await _fail(context, error)

        async def upload(requests: AsyncIterator[Message], context: _Context) -> Any:
            async def taken(must_stand: Callable[[], None]) -> AsyncIterator[Message]:
                async for request in requests:
                    must_stand()
                    yield request
                must_stand()

            try:
                return await handler.stream_unary(taken(await let_in(context, None)), context)
            except Exception as error:
                await _fail(context, error)

        async def download(request: Message, context: _Context) -> None:
            try:
                must_stand = await let_in(context, request)
                async with aclosing(handler.unary_stream(request, context)) as answers:
                    async for answer in answers:
                        must_stand()
                        try:
                            await context.write(answer)
                        except aio.InternalError:
                            return  # nobody listens any more
            except Exception as error:
                await _fail(context, error)

        codec = handler.request_deserializer, handler.response_serializer
        if handler.request_streaming:
            return None if handler.response_streaming else grpc.stream_unary_rpc_method_handler(upload, *codec)
        if handler.response_streaming:
            return grpc.unary_stream_rpc_method_handler(download, *codec)
        return grpc.unary_unary_rpc_method_handler(call, *codec)

    async def _admit(self, method: str, context: _Context, request: Message | None) -> Caller | None:
        """Whose token it was. `request` is None for a stream of them: an Idempotency-Key's hash is then for the method
        to complete.
        """
        metadata = {key: value for key, value in context.invocation_metadata() or () if isinstance(value, str)}
        structlog.contextvars.bind_contextvars(method=method, request_id=metadata.get(REQUEST_ID))
        allow = self._callers.get(method) or self._callers.get(method.rpartition("/")[0] + "/")
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
                asked = request.SerializeToString(deterministic=True) if request else b""
                digest = hashlib.sha256(method.encode() + b"\n" + asked).hexdigest()
                who = replace(who, idempotency=IdempotencyKey(key, digest))
            _caller.set(who)
            return who
        if allow.token:
            raise Unauthenticated("this call carries no token")
        return None


async def _fail(context: _Context, error: Exception) -> None:
    """Ends a call as it was refused; what is no refusal, without its text."""
    if isinstance(error, aio.AbortError):
        raise error
    if isinstance(error, Problem):
        code, packed = status_of(error)
        await context.abort(code, error.detail, ((_DETAILS, packed),))
    logger().error("call failed", exc_info=error)
    await context.abort(grpc.StatusCode.INTERNAL, _FAULT)


def _peer(context: _Context) -> str:
    """The service named by the peer's SPIFFE id, `spiffe://kith/<service>`."""
    for name in context.auth_context().get("x509_subject_alternative_name", ()):
        if name.startswith(b"spiffe://"):
            return name.rpartition(b"/")[2].decode()
    return ""
