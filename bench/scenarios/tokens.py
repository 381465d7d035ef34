"""Tokens: a partner's by `client_credentials` with `private_key_jwt`, and the trade behind every request."""

import asyncio

from kith.identity.v1.trust_pb2 import ExchangeRequest
from kith.identity.v1.trust_pb2_grpc import TrustStub

from bench.floors import GRPC, SIGNATURE
from bench.measure import Measurement, timed_async
from bench.run import Run
from bench.stage import Stage
from chassis.rpc import Tls, channel
from console.api import client_assertion
from console.secrets import signing_key

_SIDE_BY_SIDE = 8


async def tokens(run: Run) -> list[Measurement]:
    stage = await run.stage()
    run.say("tokens")
    return [
        await _issued(stage, run.calls(200), 1),
        await _issued(stage, run.calls(400), _SIDE_BY_SIDE),
        await _traded(stage, run.calls(1000)),
    ]


async def _issued(stage: Stage, calls: int, side_by_side: int) -> Measurement:
    world = stage.world
    url, partner, key = (
        f"{world.base_url}/oauth2/token",
        world.ids["partner client"],
        signing_key(world.data, "partner"),
    )
    # Signed before: the client's work is not ours. Each is good for one use and a minute.
    assertions = await asyncio.to_thread(
        lambda: [client_assertion(world.base_url, partner, key) for _ in range(calls + calls // 10 + 1)]
    )

    async def issue() -> None:
        form = {"grant_type": "client_credentials", **assertions.pop()}
        async with stage.http.post(url, data=form) as answer:
            body = await answer.read()
            assert answer.status == 200, body

    name = "token by client_credentials" + (f", {side_by_side} at once" if side_by_side > 1 else "")
    return await timed_async(name, issue, calls, SIGNATURE, side_by_side=side_by_side, servers=stage.servers)


async def _traded(stage: Stage, calls: int) -> Measurement:
    """Identity's Exchange as the gateway calls it; of one request, since the gateway keeps the answer half a minute."""
    token = await stage.token(stage.world.cast.social_worker)
    tls = Tls.read(stage.world.data / "tls" / "gateway")
    async with channel(f"localhost:{stage.kith.topology.rpc['identity']}", tls, "identity") as identity:
        trust, request = TrustStub(identity), ExchangeRequest(access_token=token, audience="cases")

        async def trade() -> None:
            await trust.Exchange(request)

        servers = {"identity": stage.kith.pid("identity")}
        return await timed_async("token exchange at identity", trade, calls, GRPC, servers=servers)
