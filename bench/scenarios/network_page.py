"""The people around a person: three services, one decision, one leaf on the disk."""

from bench.floors import HTTP
from bench.measure import Measurement, timed_async
from bench.run import Run

_SIDE_BY_SIDE = 8


async def network_page(run: Run) -> list[Measurement]:
    stage = await run.stage()
    run.say("network page")
    token = await stage.token(stage.world.cast.social_worker)
    path = f"/v1/people/{stage.world.ids['person']}/network?purpose=direct_care"

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
