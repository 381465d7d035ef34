"""Calls between services, over real mutual TLS on loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc import aio
from kith.directory.v1 import directory_pb2 as pb
from kith.directory.v1 import directory_pb2_grpc as pb_grpc

from chassis.errors import Denied, FieldError, Invalid, NotFound, Problem, TooMany, Unauthenticated, Unavailable
from chassis.rpc import IDEMPOTENCY, TOKEN, Allow, RpcServer, Tls, caller, channel
from console.pki import mint
from tests.chassis.conftest import Logs
from tests.chassis.test_tokens import Issuer

_GET = "/kith.directory.v1.Directory/GetOrganisation"
_LIST = "/kith.directory.v1.Directory/ListTeams"
_CALLERS = {_GET: Allow(frozenset({"gateway"})), _LIST: Allow(frozenset({"gateway"}), token=False)}


class Answers:
    """Answers with who called, or fails as it is told to."""

    def __init__(self) -> None:
        self.fails: Exception | None = None
        self.hashes: list[str] = []

    async def get_organisation(self, request: pb.GetOrganisationRequest, _: object) -> pb.Organisation:
        if self.fails:
            raise self.fails
        who = caller()
        self.hashes += [who.idempotency.request_hash] if who.idempotency else []
        return pb.Organisation(id=request.id, name=who.subject, kind=who.idempotency.key if who.idempotency else "")

    async def list_teams(self, _: pb.ListTeamsRequest, __: object) -> pb.ListTeamsResponse:
        who = caller()
        self.hashes += [who.idempotency.request_hash] if who.idempotency else []
        return pb.ListTeamsResponse()

    async def get_many(self, _: pb.GetManyRequest, __: object) -> pb.GetManyResponse:
        return pb.GetManyResponse()

    def handlers(self) -> grpc.GenericRpcHandler:
        made: dict[str, tuple[Any, Any]] = {
            "GetOrganisation": (self.get_organisation, pb.GetOrganisationRequest),
            "ListTeams": (self.list_teams, pb.ListTeamsRequest),
            "GetMany": (self.get_many, pb.GetManyRequest),
        }
        return grpc.method_handlers_generic_handler(
            "kith.directory.v1.Directory",
            {
                name: grpc.unary_unary_rpc_method_handler(
                    method, request.FromString, lambda answer: answer.SerializeToString()
                )
                for name, (method, request) in made.items()
            },
        )


class Wire:
    """A server, and channels to it as any service with any token."""

    def __init__(self, folder: Path) -> None:
        self.issuer, self.answers, self.folder = Issuer(), Answers(), folder
        self.token, self.stack = self.issuer.token(), AsyncExitStack()
        mint(folder, ("gateway", "cases", "directory"))

    async def start(self) -> None:
        await self.issuer.verifier.poll()
        tls = Tls.read(self.folder / "directory")
        self.server = RpcServer(0, tls, _CALLERS, self.issuer.verifier)
        self.server.server.add_generic_rpc_handlers((self.answers.handlers(),))
        await self.server.start()

    async def as_(self, service: str, folder: Path | None = None, port: int = 0) -> "pb_grpc.DirectoryAsyncStub":
        async def carries() -> dict[str, str]:
            return {TOKEN: f"Bearer {self.token}", IDEMPOTENCY: "once"} if self.token else {}

        tls = Tls.read((folder or self.folder) / service)
        opened = channel(f"localhost:{port or self.server.port}", tls, "directory", carries)
        made: aio.Channel = await self.stack.enter_async_context(opened)
        return pb_grpc.DirectoryStub(made)


@pytest.fixture
async def wire(tmp_path: Path) -> AsyncIterator[Wire]:
    made = Wire(tmp_path)
    await made.start()
    async with made.stack:
        yield made
    await made.server.stop(0)


async def test_the_caller_is_whom_the_token_says(wire: Wire) -> None:
    stub = await wire.as_("gateway")
    answer = await stub.GetOrganisation(pb.GetOrganisationRequest(id="org_1"))
    assert (answer.id, answer.name, answer.kind) == ("org_1", "acc_1", "once")


async def test_a_server_of_many_methods_waits_for_one_call_and_not_for_each_of_them(tmp_path: Path) -> None:
    mint(tmp_path, ("directory",))
    server = RpcServer(0, Tls.read(tmp_path / "directory"), _CALLERS, Issuer().verifier)
    pb_grpc.add_DirectoryServicer_to_server(pb_grpc.DirectoryServicer(), server.server)  # type: ignore[abstract]  # nobody calls it
    await server.start()
    await asyncio.sleep(0)
    waiting = len(asyncio.all_tasks())
    await server.stop(0)
    assert waiting < len(_methods()) / 2


def _methods() -> list[str]:
    return [each.name for each in pb.DESCRIPTOR.services_by_name["Directory"].methods]


async def test_a_key_used_for_the_same_words_to_another_method_is_used_for_another_request(wire: Wire) -> None:
    stub = await wire.as_("gateway")
    asked, other = pb.GetOrganisationRequest(id="org_1"), pb.ListTeamsRequest(organisation_id="org_1")
    assert asked.SerializeToString() == other.SerializeToString()
    await stub.GetOrganisation(asked)
    await stub.GetOrganisation(asked)
    await stub.ListTeams(other)
    first, again, elsewhere = wire.answers.hashes
    assert first == again != elsewhere


async def test_a_service_that_is_not_listed_is_refused(wire: Wire) -> None:
    stub = await wire.as_("cases")
    with pytest.raises(Unauthenticated) as refused:
        await stub.GetOrganisation(pb.GetOrganisationRequest(id="org_1"))
    assert refused.value.code == "caller-not-listed"


async def test_a_method_that_nobody_listed_is_closed(wire: Wire) -> None:
    stub = await wire.as_("gateway")
    with pytest.raises(Unauthenticated):
        await stub.GetMany(pb.GetManyRequest())


async def test_without_a_token_there_is_no_caller(wire: Wire) -> None:
    wire.token = ""
    stub = await wire.as_("gateway")
    with pytest.raises(Unauthenticated):
        await stub.GetOrganisation(pb.GetOrganisationRequest(id="org_1"))
    with pytest.raises(Unauthenticated, match="carries no token"):
        await stub.ListTeams(pb.ListTeamsRequest())


async def test_a_token_to_act_for_somebody_else_is_refused_where_its_kind_is_not_named(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub = await wire.as_("gateway")
    wire.token = wire.issuer.token(act="acc_2", act_kind="clerk")
    with pytest.raises(Denied) as refused:
        await stub.GetOrganisation(pb.GetOrganisationRequest(id="org_1"))
    assert refused.value.code == "not-for-another"
    monkeypatch.setitem(_CALLERS, _GET, Allow(frozenset({"gateway"}), acting=frozenset({"clerk"})))
    assert (await stub.GetOrganisation(pb.GetOrganisationRequest(id="org_1"))).name == "acc_1"
    wire.token = wire.issuer.token(act="acc_2", act_kind="cousin")
    with pytest.raises(Denied):
        await stub.GetOrganisation(pb.GetOrganisationRequest(id="org_1"))


async def test_a_certificate_of_another_authority_gets_no_answer(wire: Wire, tmp_path: Path) -> None:
    mint(tmp_path / "other", ("gateway",))
    stub = await wire.as_("gateway", tmp_path / "other")
    with pytest.raises(Unavailable):
        await stub.GetOrganisation(pb.GetOrganisationRequest(id="org_1"))


async def test_a_peer_too_busy_to_shake_hands_at_once_is_waited_for(wire: Wire) -> None:
    async def carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65_536):
            sink.write(data)
        sink.close()

    async def late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer):
            await asyncio.sleep(0.5)
            back, there = await asyncio.open_connection("localhost", wire.server.port)
            with closing(there):
                await asyncio.gather(carry(reader, there), carry(back, writer))

    async def answered() -> bool:
        stub = await wire.as_("gateway", port=busy.sockets[0].getsockname()[1])
        try:
            return (await stub.GetOrganisation(pb.GetOrganisationRequest(id="org_1"))).id == "org_1"
        except Unavailable:  # where this machine itself stood still for longer than a peer is waited for
            return False

    async with await asyncio.start_server(late, "127.0.0.1", 0) as busy:
        # A peer that is not waited for never answers, however often it is asked over a new channel.
        for _ in range(5):
            if await answered():
                break
        else:
            pytest.fail("it was not waited for, five times")
        await wire.stack.aclose()


@pytest.mark.parametrize(
    "problem",
    [
        Invalid("two fields are wrong", fields=[FieldError("rows.3.name", "is empty"), FieldError("kind", "unknown")]),
        NotFound("no such organisation", code="organisation-unknown"),
        Denied("not for you"),
        TooMany("slow down", retry_after=7),
    ],
    ids=lambda problem: type(problem).__name__,
)
async def test_a_refusal_arrives_as_it_was_raised(wire: Wire, problem: Problem) -> None:
    wire.answers.fails = problem
    stub = await wire.as_("gateway")
    with pytest.raises(type(problem)) as arrived:
        await stub.GetOrganisation(pb.GetOrganisationRequest(id="org_1"))
    came = arrived.value
    assert (came.detail, came.code, came.fields, came.retry_after) == (
        problem.detail,
        problem.code,
        problem.fields,
        problem.retry_after,
    )


async def test_a_fault_arrives_without_its_text(wire: Wire, logs: Logs) -> None:
    wire.answers.fails = RuntimeError("Amina Begum lives at 12 Quay Street")
    stub = await wire.as_("gateway")
    with pytest.raises(Problem) as arrived:
        await stub.GetOrganisation(pb.GetOrganisationRequest(id="org_1"))
    assert "Amina" not in arrived.value.detail
    logged = logs()
    assert "call failed" in logged
    assert "Amina" not in logged
