"""Streams between services: the same door, the same refusals, and nothing held in memory that was not asked for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.wrappers_pb2 import BytesValue, StringValue
from grpc import aio

from chassis import rpc, tokens
from chassis.errors import Conflict, Denied, Problem, Unauthenticated, Unavailable
from chassis.rpc import IDEMPOTENCY, TOKEN, Allow, RpcServer, Tls, caller, channel
from chassis.tokens import Revocation
from console.pki import mint
from tests.chassis.conftest import Logs
from tests.chassis.test_tokens import Issuer

_SERVICE = "shop.v1.Parcels"
_UP, _DOWN, _BOTH = (f"/{_SERVICE}/{name}" for name in ("Up", "Down", "Both"))
_CALLERS = {
    _UP: Allow(frozenset({"gateway"})),
    _DOWN: Allow(frozenset({"gateway"})),
    _BOTH: Allow(frozenset({"gateway"})),
}


class Parcels:
    def __init__(self) -> None:
        self.fails: Exception | None = None
        self.fails_after = 0
        self.begun, self.heard, self.left = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.seen = 0

    async def up(self, requests: AsyncIterator[BytesValue], _: object) -> StringValue:
        self.begun.set()
        try:
            async for request in requests:
                self.seen += len(request.value)
                self.heard.set()
                if self.fails:
                    raise self.fails
        finally:
            self.left.set()
        key = caller().idempotency
        return StringValue(value=f"{caller().subject} {self.seen} {key.key if key else ''}")

    async def down(self, request: BytesValue, _: object) -> AsyncIterator[BytesValue]:
        caller()
        try:
            for number in range(int(request.value)):
                if self.fails and number == self.fails_after:
                    raise self.fails
                self.seen += 1
                yield BytesValue(value=bytes(256 * 1024))
        finally:
            self.left.set()

    async def both(self, requests: AsyncIterator[BytesValue], _: object) -> AsyncIterator[BytesValue]:
        async for request in requests:
            yield request

    def handlers(self) -> grpc.GenericRpcHandler:
        read, write = BytesValue.FromString, lambda message: message.SerializeToString()
        made = {
            "Up": grpc.stream_unary_rpc_method_handler(self.up, read, write),
            "Down": grpc.unary_stream_rpc_method_handler(self.down, read, write),
            "Both": grpc.stream_stream_rpc_method_handler(self.both, read, write),
        }
        return grpc.method_handlers_generic_handler(_SERVICE, made)


class Wire:
    def __init__(self, folder: Path) -> None:
        self.issuer, self.parcels, self.folder, self.stack = Issuer(), Parcels(), folder, AsyncExitStack()
        self.token = self.issuer.token()
        mint(folder, ("gateway", "cases", "directory"))

    async def start(self) -> None:
        await self.issuer.verifier.poll()
        self.server = RpcServer(0, Tls.read(self.folder / "directory"), _CALLERS, self.issuer.verifier)
        self.server.server.add_generic_rpc_handlers((self.parcels.handlers(),))
        await self.server.start()

    async def as_(self, service: str = "gateway") -> aio.Channel:
        async def carries() -> dict[str, str]:
            return {TOKEN: f"Bearer {self.token}", IDEMPOTENCY: "once"} if self.token else {}

        tls = Tls.read(self.folder / service)
        made: aio.Channel = await self.stack.enter_async_context(
            channel(f"localhost:{self.server.port}", tls, "directory", carries)
        )
        return made

    async def up(self, parts: Any, service: str = "gateway", **more: Any) -> str:
        call: Any = (await self.as_(service)).stream_unary(_UP, BytesValue.SerializeToString, StringValue.FromString)
        return str((await call(parts, **more)).value)

    async def down(self, parts: int, service: str = "gateway") -> Any:
        call: Any = (await self.as_(service)).unary_stream(_DOWN, BytesValue.SerializeToString, BytesValue.FromString)
        return call(BytesValue(value=str(parts).encode()))


@pytest.fixture
async def wire(tmp_path: Path) -> AsyncIterator[Wire]:
    made = Wire(tmp_path)
    await made.start()
    async with made.stack:
        yield made
    await made.server.stop(0)


async def parts(count: int) -> AsyncIterator[BytesValue]:
    for _ in range(count):
        yield BytesValue(value=bytes(1000))


async def test_a_stream_goes_up_under_the_token_and_the_key_of_its_caller(wire: Wire) -> None:
    assert await wire.up(parts(3)) == "acc_1 3000 once"


async def test_a_stream_comes_down_in_parts(wire: Wire) -> None:
    assert sum([len(part.value) async for part in await wire.down(3)]) == 3 * 256 * 1024


async def test_streams_pass_the_same_door(wire: Wire) -> None:
    for service, token in (("cases", wire.token), ("gateway", ""), ("gateway", "a.b.c")):
        wire.token = token
        with pytest.raises(Unauthenticated):
            await wire.up(parts(1), service)
        with pytest.raises(Unauthenticated):
            [part async for part in await wire.down(1, service)]
    assert wire.parcels.seen == 0, "nobody looked at a message"
    wire.token = wire.issuer.token(act="acc_2", act_kind="clerk")
    with pytest.raises(Denied):
        await wire.up(parts(1))


async def test_a_call_that_streams_both_ways_is_no_method(wire: Wire) -> None:
    both: Any = (await wire.as_()).stream_stream(_BOTH, BytesValue.SerializeToString, BytesValue.FromString)
    # Nothing is written: a write in the moment the call is refused would stand in the place of the refusal.
    assert await both().code() is grpc.StatusCode.UNIMPLEMENTED


async def test_a_refusal_arrives_as_it_was_raised_and_stops_the_rest(wire: Wire) -> None:
    wire.parcels.fails = Conflict("full", code="shelf-full")
    with pytest.raises(Conflict, match="full") as refused:
        await wire.up(parts(100_000))
    assert (refused.value.code, wire.parcels.seen) == ("shelf-full", 1000)
    wire.parcels.fails_after = 2
    answers = aiter(await wire.down(5))
    assert [len((await anext(answers)).value) for _ in range(2)] == [256 * 1024] * 2
    with pytest.raises(Conflict):
        await anext(answers)


async def test_who_writes_in_the_moment_a_call_ends_hears_to_send_it_again() -> None:
    """gRPC puts the write that failed in the place of how the call ended."""

    async def too_late(details: aio.ClientCallDetails, _: object) -> object:
        raise aio.AioRpcError(grpc.StatusCode.INTERNAL, aio.Metadata(), aio.Metadata(), "Failed 'execute_batch'")

    called = aio.ClientCallDetails(_UP, None, None, None, None)
    with pytest.raises(Unavailable, match="send it again"):
        await rpc._Upload(None).intercept_stream_unary(too_late, called, parts(1))


async def test_a_fault_arrives_without_its_text(wire: Wire, logs: Logs) -> None:
    wire.parcels.fails = RuntimeError("Amina Begum")
    for attempt in (wire.up(parts(1)), anext(aiter(await wire.down(1)))):
        with pytest.raises(Problem) as arrived:
            await attempt
        assert "Amina" not in arrived.value.detail
    assert "Amina" not in logs()


async def test_what_breaks_off_a_stream_is_what_its_sender_hears_and_the_server_gives_up(wire: Wire) -> None:
    async def cut() -> AsyncIterator[BytesValue]:
        yield BytesValue(value=b"x")
        await wire.parcels.begun.wait()
        raise Denied("the line was cut")

    with pytest.raises(Denied, match="the line was cut"):
        await wire.up(cut())
    await asyncio.wait_for(wire.parcels.left.wait(), 5)


async def test_whoever_is_cancelled_in_an_upload_is_cancelled(wire: Wire) -> None:
    async def waiting() -> AsyncIterator[BytesValue]:
        yield BytesValue(value=b"x")
        await asyncio.Event().wait()

    going = asyncio.create_task(wire.up(waiting()))
    await wire.parcels.begun.wait()
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going
    await asyncio.wait_for(wire.parcels.left.wait(), 5)


async def test_the_server_sends_no_faster_than_is_read_and_stops_when_nobody_reads_on(wire: Wire) -> None:
    call = await wire.down(2_000)
    await anext(aiter(call))
    call.cancel()
    await asyncio.wait_for(wire.parcels.left.wait(), 5)
    assert wire.parcels.seen < 200, "half a gigabyte was not made for one part"


async def _revoke(wire: Wire) -> None:
    wire.issuer.revoked.append(Revocation("session", "ses_1", wire.issuer.clock.at.timestamp()))
    await wire.issuer.verifier.poll()


async def test_a_caller_who_is_revoked_hears_no_more_of_a_stream(wire: Wire) -> None:
    answers = aiter(await wire.down(2_000))
    await anext(answers)
    await _revoke(wire)
    with pytest.raises(Unauthenticated) as refused:
        async for _ in answers:
            continue
    assert refused.value.code == "revoked"
    assert wire.parcels.seen < 200, "what was on its way, and no more"
    await asyncio.wait_for(wire.parcels.left.wait(), 5)


@pytest.mark.parametrize("more", [1, 0])
async def test_what_a_revoked_caller_goes_on_to_send_is_not_taken_nor_is_its_end(wire: Wire, more: int) -> None:
    async def sent() -> AsyncIterator[BytesValue]:
        yield BytesValue(value=bytes(1000))
        await wire.parcels.begun.wait()
        await asyncio.wait_for(wire.parcels.heard.wait(), 5)
        await _revoke(wire)
        for _ in range(more):
            yield BytesValue(value=bytes(1000))

    with pytest.raises(Unauthenticated) as refused:
        await wire.up(sent())
    assert (refused.value.code, wire.parcels.seen) == ("revoked", 1000)


async def test_a_stream_ends_where_revocations_are_not_heard_of(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = aiter(await wire.down(2_000))
    await anext(answers)
    monkeypatch.setattr(wire.issuer.verifier, "age", lambda: tokens.STALE_SECONDS + 1)
    with pytest.raises(Unavailable):
        async for _ in answers:
            continue
