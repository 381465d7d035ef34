"""A shared record, read end to end, and the same call at cases itself: what the gateway adds is the difference."""

from kith.cases.v1.casework_pb2 import GetRecordRequest
from kith.cases.v1.casework_pb2_grpc import CaseworkStub
from kith.identity.v1.trust_pb2 import ExchangeRequest
from kith.identity.v1.trust_pb2_grpc import TrustStub

from bench.floors import GRPC, HTTP
from bench.measure import Measurement, timed_async
from bench.run import Run
from chassis.rpc import TOKEN, Tls, channel

_PURPOSE = "housing_support"


async def record_read(run: Run) -> list[Measurement]:
    stage = await run.stage()
    run.say("record read")
    token, record = await stage.token(stage.world.cast.health_visitor), stage.world.ids["housing record"]

    async def read() -> None:
        await stage.get(f"/v1/records/{record}?purpose={_PURPOSE}", token)

    through = await timed_async("record read", read, run.calls(400), HTTP, servers=stage.servers)
    addresses, tls = stage.kith.topology.rpc, Tls.read(stage.world.data / "tls" / "gateway")
    async with (
        channel(f"localhost:{addresses['identity']}", tls, "identity") as identity,
        channel(f"localhost:{addresses['cases']}", tls, "cases") as cases,
    ):
        traded = await TrustStub(identity).Exchange(ExchangeRequest(access_token=token, audience="cases"))
        casework, metadata = CaseworkStub(cases), ((TOKEN, f"Bearer {traded.token}"),)

        async def call() -> None:
            await casework.GetRecord(GetRecordRequest(record_id=record, purpose=_PURPOSE), metadata=metadata)

        # Fewer, so that they end within the token's minute.
        behind = await timed_async(
            "record read, at cases itself", call, run.calls(200), GRPC, servers={"cases": stage.kith.pid("cases")}
        )
    return [through, behind]
