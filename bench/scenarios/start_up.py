"""`kith up`, from its first line to every /readyz; on a new data folder, and again on the same one."""

import asyncio
import time
from dataclasses import dataclass, replace
from pathlib import Path

from bench.measure import Measurement, summarise
from bench.processes import cpu_seconds, peak_mb
from bench.run import Run
from console.supervisor import Supervisor
from console.topology import SERVICES

_AGAIN = 5
_REST_SECONDS = 3


@dataclass(frozen=True, slots=True)
class _Started:
    """Seconds until ready; by service, the processor's milliseconds until then, its peak memory in MB, and its share
    of a core while nobody asks.
    """

    seconds: float
    cpu_ms: dict[str, float]
    memory: dict[str, float]
    resting: dict[str, float]


async def start_up(run: Run) -> list[Measurement]:
    folder = run.folder / "start-up"
    run.say("start-up on a fresh folder")
    fresh = await _start(folder)
    again = []
    for number in range(1 if run.quick else _AGAIN):
        run.say(f"start-up on a migrated folder, {number + 1}")
        again.append(await _start(folder))
    seconds, last = [each.seconds for each in again], again[-1]
    memory = ", ".join(f"{service} {mb:.0f}" for service, mb in last.memory.items())
    note = (
        f"promised: 5 s; peak memory {sum(last.memory.values()):.0f} MB ({memory}); "
        f"at rest the four take {sum(last.resting.values()):.0%} of a core"
    )
    return [
        replace(summarise("start-up, fresh folder", [fresh.seconds], fresh.seconds), cpu_ms=fresh.cpu_ms),
        replace(summarise("start-up, migrated folder", seconds, sum(seconds), note=note), cpu_ms=last.cpu_ms),
    ]


async def _start(folder: Path) -> _Started:
    begun = time.perf_counter()
    async with Supervisor(folder, restart=False) as kith:
        await kith.ready()
        seconds, pids = time.perf_counter() - begun, {service: kith.pid(service) for service in SERVICES}
        before = {service: cpu_seconds(pid) for service, pid in pids.items()}
        await asyncio.sleep(_REST_SECONDS)
        return _Started(
            seconds,
            {service: cpu * 1000 for service, cpu in before.items()},
            {service: peak_mb(pid) for service, pid in pids.items()},
            {service: (cpu_seconds(pid) - before[service]) / _REST_SECONDS for service, pid in pids.items()},
        )
