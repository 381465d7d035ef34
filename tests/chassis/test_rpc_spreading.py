"""A name that stands for many processes: calls go round them, and go on when one goes."""

from contextlib import AsyncExitStack
from pathlib import Path

from kith.directory.v1 import directory_pb2 as pb
from kith.directory.v1 import directory_pb2_grpc as pb_grpc

from chassis.errors import Unavailable
from chassis.rpc import TOKEN, Allow, RpcServer, Tls, channel
from console.pki import mint
from tests.chassis.test_rpc import Answers
from tests.chassis.test_tokens import Issuer

_CALLERS = {"/kith.directory.v1.Directory/": Allow(frozenset({"gateway"}))}
_PROCESSES = 3


class Counting(Answers):
    """One process of a service; counts what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    async def get_organisation(self, request: pb.GetOrganisationRequest, context: object) -> pb.Organisation:
        self.asked += 1
        return await super().get_organisation(request, context)


async def test_calls_go_round_the_processes_behind_a_name_and_go_on_when_one_goes(tmp_path: Path) -> None:
    issuer, processes, servers = Issuer(), [Counting() for _ in range(_PROCESSES)], []
    mint(tmp_path, ("gateway", "directory"))
    await issuer.verifier.poll()
    for process in processes:
        server = RpcServer(0, Tls.read(tmp_path / "directory"), _CALLERS, issuer.verifier, host="127.0.0.1")
        server.server.add_generic_rpc_handlers((process.handlers(),))
        await server.start()
        servers.append(server)
    # What a cluster's name server answers for a service that has no address of its own.
    name = "ipv4:" + ",".join(f"127.0.0.1:{server.port}" for server in servers)

    async def carries() -> dict[str, str]:
        return {TOKEN: f"Bearer {issuer.token()}"}

    async with AsyncExitStack() as stack:
        opened = channel(name, Tls.read(tmp_path / "gateway"), "directory", carries)
        stub: pb_grpc.DirectoryAsyncStub = pb_grpc.DirectoryStub(await stack.enter_async_context(opened))

        async def ask(times: int) -> list[int]:
            before = [process.asked for process in processes]
            for _ in range(times):
                await stub.GetOrganisation(pb.GetOrganisationRequest(id="org_1"))
            return [process.asked - was for process, was in zip(processes, before, strict=True)]

        for _ in range(50):  # connections are opened one by one
            if min(await ask(_PROCESSES)) > 0:
                break
        assert await ask(3 * _PROCESSES) == [3] * _PROCESSES

        await servers[0].stop(0)
        asked, lost = processes[0].asked, 0
        for _ in range(6):
            try:
                await ask(1)
            except Unavailable:  # the call that finds out
                lost += 1
        assert lost <= 1
        assert processes[0].asked == asked
    for server in servers[1:]:
        await server.stop(0)
