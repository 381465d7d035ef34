"""Cases opened over gRPC by many at once at one process of cases, all its roles in it: mutual TLS, a token verified, an
Idempotency-Key kept, the event in the outbox, the leaf in the log, all of it on the disk before the answer.
"""

import asyncio
import itertools
from collections.abc import Mapping
from contextlib import AsyncExitStack

from kith.cases.v1.casework_pb2 import CreateCaseRequest
from kith.cases.v1.casework_pb2_grpc import CaseworkStub

from bench.floors import GRPC
from bench.measure import Measurement, timed_async
from bench.population import County, county, holder, organisation, person
from bench.run import Run
from bench.sizes import KINDS, NAMES, SIZES
from chassis.rpc import Tls, channel
from deploy.servers import Missing
from tests.cases.running import Running, running

_SIDE_BY_SIDE = 64
_CHANNELS = 4
_STEP = 10  # people of the first organisation: every tenth is one
_TOKEN_SECONDS = 30


async def case_create(run: Run) -> list[Measurement]:
    measured = []
    for kind in KINDS:
        try:
            async with county(kind, SIZES[0] if run.quick else SIZES[-1], run.folder, run.say) as there:
                run.say(f"cases are opened on {NAMES[kind]}")
                measured.append(await _opened(run, there))
        except Missing as missing:
            print(f"{NAMES[kind]} is left out: {missing}")
    return measured


async def _opened(run: Run, there: County) -> Measurement:
    data, numbers = run.folder / f"create-{there.kind}", itertools.count()
    data.mkdir()
    urls = there.urls
    async with running(data, KITH_DATABASE_URL=urls[0], KITH_KEYSTORE_URL=urls[1]) as cases, AsyncExitStack() as opened:
        carried, tls = _Carried(cases), Tls.read(data / "tls" / "gateway")
        stubs = [
            CaseworkStub(await opened.enter_async_context(channel(cases.address, tls, "cases", carried)))
            for _ in range(_CHANNELS)
        ]

        async def create() -> None:
            number = next(numbers)
            whom = number * _STEP % there.size
            assert holder(whom) == 0
            asked = CreateCaseRequest(person_id=person(whom), title="Keeping the home", kind="housing")
            await stubs[number % _CHANNELS].CreateCase(asked)

        return await timed_async(
            f"case opened, {_SIDE_BY_SIDE} at once, {there.size:,} people, {NAMES[there.kind]}",
            create,
            run.calls(10_000) // _SIDE_BY_SIDE * _SIDE_BY_SIDE,
            GRPC,
            side_by_side=_SIDE_BY_SIDE,
            servers={"cases": cases.pid},
            goal="500 a second" if there.kind == "sqlite" else "",
        )


class _Carried:
    """What each call carries: a worker's token, signed anew twice a minute, and a key of its own."""

    def __init__(self, cases: Running) -> None:
        self._cases, self._keys, self._token, self._until = cases, itertools.count(), "", 0.0

    async def __call__(self) -> Mapping[str, str]:
        now = asyncio.get_running_loop().time()
        if now >= self._until:
            claims = {"org": organisation(0), "role": "worker", "pro": "pro_1", "purpose": "direct_care"}
            self._token = self._cases.identity.token("worker", "cases:write", audience="cases", **claims)
            self._until = now + _TOKEN_SECONDS
        return {"authorization": f"Bearer {self._token}", "idempotency-key": f"key-{next(self._keys)}"}
