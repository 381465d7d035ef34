"""Whether time alone tells a network with a shielded involvement from one without: `python -m bench.shielded_timing`.

Two worlds on SQLite, the same clock and ids, one worker outside the shielded service; 10,000 interleaved pairs unless
told otherwise. The promise is an area under the curve of at most 0.55.
"""

import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

from tests.cases.timing import auc, interleaved
from tests.cases.town import COUNCIL, Town, worker
from tests.cases.worlds import world

PAIRS = 10_000
WARM_UP = 200


async def measure(pairs: int) -> tuple[list[float], list[float]]:
    """Seconds of `GetNetwork` without and with a shielded involvement."""
    with tempfile.TemporaryDirectory() as scratch:
        folders = [Path(scratch, name) for name in ("without", "with")]
        for folder in folders:
            folder.mkdir()
        urls = [f"sqlite:///{folder}/cases.db" for folder in folders]
        async with (
            world(urls[0], folders[0], shielded=False) as without,
            world(urls[1], folders[1], shielded=True) as with_it,
        ):

            async def look(town: Town, person_id: str) -> None:
                await town.network(worker(COUNCIL), person_id)

            one, other = await without.person(COUNCIL), await with_it.person(COUNCIL)
            for count in (WARM_UP, pairs):
                times = await interleaved(lambda: look(without, one), lambda: look(with_it, other), count)
            return times


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    without, with_it = asyncio.run(measure(pairs))
    for name, times in (("without", without), ("with", with_it)):
        cuts = statistics.quantiles(times, n=100)
        print(f"{name:8} p50 {cuts[49] * 1000:.2f} ms  p99 {cuts[98] * 1000:.2f} ms")
    print(f"AUC {auc(without, with_it):.4f} over {pairs} interleaved pairs (promised: at most 0.55)")


if __name__ == "__main__":
    main()
