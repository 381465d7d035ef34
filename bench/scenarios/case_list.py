"""A page of 25 cases, as the gateway asks for it, among so many: found, held, decided on, opened; its disclosures and
their leaves on the disk.

By the use case, in this process; and at cases itself over gRPC, with mutual TLS and a token, in a process of its own.
"""

import itertools
from contextlib import aclosing

from kith.cases.v1.casework_pb2 import ListCasesRequest
from kith.cases.v1.casework_pb2_grpc import CaseworkStub

from bench.floors import GRPC, SQLITE
from bench.measure import Measurement, timed_async
from bench.population import County, case, county, opened_at, organisation
from bench.run import Run
from bench.sizes import NAMES, SIZES, counties
from chassis.clock import SystemClock
from chassis.ids import RandomIds
from chassis.tokens import Caller
from services.cases.api.rpc.pages import cursor
from services.cases.api.told import encode
from services.cases.ports.casework import Page, Place
from services.cases.store.work import open_work
from services.cases.usecases.casework.list_cases import ListCases
from services.cases.usecases.disclose import Disclose
from tests.cases.running import running

_PAGE = 25
_GOAL = "p50 10 ms"
_STEP = 7_919


async def case_list(run: Run) -> list[Measurement]:
    measured = []
    async with aclosing(counties(run)) as all_of_them:
        async for there in all_of_them:
            run.say(f"lists of {there.size:,} cases on {NAMES[there.kind]}")
            measured += [
                await _listed(run, there, "first page", 0, deep=False),
                await _listed(run, there, "deep page", 0, deep=True),
                await _listed(run, there, "deep page with shares", 1, deep=True),
            ]
    async with county("sqlite", SIZES[0] if run.quick else SIZES[-1], run.folder, run.say) as there:
        measured.append(await _over_grpc(run, there))
    return measured


async def _listed(run: Run, there: County, what: str, whose: int, *, deep: bool) -> Measurement:
    numbers, clock = itertools.count(), SystemClock()
    ids = RandomIds(clock)
    use_case = ListCases(open_work(there.db, there.keys, encode, clock, ids), Disclose(ids, clock), clock)
    claims = {"org": organisation(whose), "role": "worker", "pro": "pro_1", "purpose": "direct_care"}
    caller = Caller("acc_1", "worker", frozenset({"cases:read"}), claims)

    async def look() -> None:
        number = next(numbers) * _STEP % (there.size // 2) + there.size // 2
        place = Place(opened_at(number), case(number)) if deep else None
        assert len((await use_case(caller, "", Page(_PAGE, place))).cases) == _PAGE

    return await timed_async(
        f"list of cases, {what}, {there.size:,}, {NAMES[there.kind]}",
        look,
        run.calls(500),
        SQLITE,
        goal=_GOAL,
        series=f"list: {what}, {NAMES[there.kind]}",
        size=there.size,
    )


async def _over_grpc(run: Run, there: County) -> Measurement:
    data, urls, numbers = run.folder / "cases", there.urls, itertools.count()
    data.mkdir()
    async with running(data, KITH_DATABASE_URL=urls[0], KITH_KEYSTORE_URL=urls[1]) as cases:
        claims = {"org": organisation(1), "role": "worker", "pro": "pro_1", "purpose": "direct_care"}
        token = cases.identity.token("worker", "cases:read", audience="cases", **claims)
        async with cases.channel(token) as channel:
            stub = CaseworkStub(channel)

            async def look() -> None:
                number = next(numbers) * _STEP % (there.size // 2) + there.size // 2
                place = Place(opened_at(number), case(number))
                found = await stub.ListCases(ListCasesRequest(limit=_PAGE, cursor=cursor(place)))
                assert len(found.cases) == _PAGE

            # As many as end within the token's minute.
            return await timed_async(
                f"list of cases, deep page with shares, {there.size:,}, SQLite, over gRPC",
                look,
                run.calls(500),
                GRPC,
                servers={"cases": cases.pid},
                goal=_GOAL,
            )
