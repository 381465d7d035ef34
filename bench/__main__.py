"""`make bench`: every scenario beside its floor, as a table; and as JSON in build/bench.json."""

import argparse
import asyncio
import json
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.floors import floors
from bench.measure import Measurement, to_the_microsecond
from bench.run import run
from bench.scenarios import SCENARIOS
from bench.table import notes, table

_RESULTS = Path("build/bench.json")
_WIDTH = 170


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=SCENARIOS, metavar="NAME", help="; ".join(SCENARIOS))
    parser.add_argument("--quick", action="store_true", help="a fifth of the calls, and the small directory only")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output, no table")
    chosen = parser.parse_args(arguments)
    with asyncio.Runner(loop_factory=to_the_microsecond) as runner:
        results = runner.run(_measure(chosen.only or list(SCENARIOS), quick=chosen.quick))
    _RESULTS.parent.mkdir(exist_ok=True)
    _RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    if chosen.json:
        print(json.dumps(results, indent=2))
    else:
        measured = [Measurement(**each) for each in results["measurements"]]
        Console(width=_WIDTH).print(table(measured))
        print(*notes(measured), sep="\n")


async def _measure(names: Sequence[str], *, quick: bool) -> dict[str, Any]:
    begun, machine = time.monotonic(), _machine()
    with Console(stderr=True).status("the floors") as status:
        measured = await floors(quick=quick)
        async with run(quick=quick, say=status.update) as running:
            for name in names:
                status.update(name)
                measured += await SCENARIOS[name](running)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine,
        "quick": quick,
        "seconds": round(time.monotonic() - begun, 1),
        "measurements": [asdict(each) for each in measured],
    }


def _machine() -> dict[str, Any]:
    """What it ran on, and how busy that was before we came (the load average of the last minute)."""
    about = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(":")[2].strip() for line in about if line.startswith("model name"))
    return {
        "processor": next(names, platform.machine()),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 1),
    }


if __name__ == "__main__":
    main()
