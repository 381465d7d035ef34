"""The people around a person: three services, one decision, one leaf on the disk.

In the story's small world, one look after the other and eight at once; and among a county of people with three
involvements each, a hundred looks a second at people all over it, whether those before have been answered or not.
"""

import itertools
import json

from bench.floors import HTTP
from bench.measure import Measurement, paced_async, timed_async
from bench.population import County, county, holder, person
from bench.run import Run
from bench.sizes import KINDS, NAMES, SIZES
from bench.stage import stage_over
from deploy.servers import Missing

_SIDE_BY_SIDE = 8
_PER_SECOND = 100
_AROUND = 3
_STEP = 7_919 * 10  # people of the first organisation: every tenth is one


async def network_page(run: Run) -> list[Measurement]:
    measured = list[Measurement]()
    for kind in KINDS:
        try:
            async with county(kind, SIZES[0] if run.quick else SIZES[-1], run.folder, run.say) as there:
                measured.append(await _among_many(run, there))
        except Missing as missing:
            print(f"{NAMES[kind]} is left out: {missing}")
    return measured + await _in_the_story(run)


async def _in_the_story(run: Run) -> list[Measurement]:
    stage = await run.stage()
    run.say("network page")
    token = await stage.token(stage.world.cast.social_worker)
    path = _path(stage.world.ids["person"])

    async def look() -> None:
        await stage.get(path, token)

    assert stage.world.cast.trust.encode() in await stage.get(path, token)
    name, servers = "network page", stage.servers
    return [
        await timed_async(name, look, run.calls(400), HTTP, servers=servers),
        await timed_async(
            f"{name}, {_SIDE_BY_SIDE} at once",
            look,
            run.calls(800),
            HTTP,
            side_by_side=_SIDE_BY_SIDE,
            servers=servers,
        ),
    ]


async def _among_many(run: Run, there: County) -> Measurement:
    numbers = itertools.count()
    async with stage_over(there, run.folder / f"among-{there.kind}", run.say) as (stage, token):
        run.say(f"network pages among {there.size:,} people on {NAMES[there.kind]}")

        async def look() -> bytes:
            whom = next(numbers) * _STEP % there.size
            assert holder(whom) == 0
            return await stage.get(_path(person(whom)), token)

        around = json.loads(await look())["involvements"]
        assert len(around) == _AROUND, around
        assert sum(each["name"] is not None for each in around) == _AROUND - 1, around
        return await paced_async(
            f"network page, {_PER_SECOND} a second, {there.size:,} people, {NAMES[there.kind]}",
            look,
            run.calls(6_000),
            _PER_SECOND,
            HTTP,
            servers=stage.servers,
            goal="p50 5 ms, p99 25 ms",
            size=there.size,
        )


def _path(person_id: str) -> str:
    return f"/v1/people/{person_id}/network?purpose=direct_care"
