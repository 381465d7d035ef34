"""`kith up`, from its first line to every /readyz; on a new data folder, and again on the same one."""

import time
from pathlib import Path

from bench.measure import Measurement, summarise
from bench.processes import peak_mb
from bench.run import Run
from console.supervisor import Supervisor
from console.topology import SERVICES

_AGAIN = 5


async def start_up(run: Run) -> list[Measurement]:
    folder = run.folder / "start-up"
    run.say("start-up on a fresh folder")
    fresh, _ = await _start(folder)
    again, peaks = [], dict[str, float]()
    for number in range(1 if run.quick else _AGAIN):
        run.say(f"start-up on a migrated folder, {number + 1}")
        seconds, peaks = await _start(folder)
        again.append(seconds)
    memory = ", ".join(f"{service} {mb:.0f}" for service, mb in peaks.items())
    return [
        summarise("start-up, fresh folder", [fresh], fresh),
        summarise(
            "start-up, migrated folder",
            again,
            sum(again),
            note=f"peak memory {sum(peaks.values()):.0f} MB ({memory}); promise: 5 s",
        ),
    ]


async def _start(folder: Path) -> tuple[float, dict[str, float]]:
    """Seconds until ready, and each service's peak memory in MB."""
    begun = time.perf_counter()
    async with Supervisor(folder, restart=False) as kith:
        await kith.ready()
        return time.perf_counter() - begun, {service: peak_mb(kith.pid(service)) for service in SERVICES}
