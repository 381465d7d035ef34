"""Whether time alone tells that a shielded service works with a person: `python -m bench.shielded_timing`.

Two worlds on SQLite, the same clock and ids, one worker outside the shielded service; 10,000 interleaved pairs of each
question unless told otherwise. The promise is an area under the curve of at most 0.55.
"""

import asyncio
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from services.cases.domain.people.finding import ByIdentifier
from tests.cases.private_services.message_town import Messages
from tests.cases.private_services.timing import auc, interleaved
from tests.cases.private_services.worlds import world
from tests.cases.town import COUNCIL, NUMBERS, Town, worker

PAIRS = 10_000
WARM_UP = 200
Question = Callable[[Town, str], Awaitable[object]]


async def _network(town: Town, person_id: str) -> object:
    return await town.network(worker(COUNCIL), person_id)


async def _find(town: Town, person_id: str) -> object:
    return await town.find(ByIdentifier("nhs_number", NUMBERS[0]))


async def _message(town: Town, person_id: str) -> object:
    town.clock.at += timedelta(days=1)  # or the limit is what is measured
    return await Messages(town, person_id).leave(worker(COUNCIL))


async def _answer(town: Town, person_id: str) -> object:
    """What came back to who left one, read again."""
    return await Messages(town, person_id).left(worker(COUNCIL))


QUESTIONS: dict[str, Question] = {
    "network": _network,
    "find": _find,
    "answers": _answer,
    "message": _message,
}


async def measure(question: Question, pairs: int, warm_up: int = WARM_UP) -> tuple[list[float], list[float]]:
    """Seconds of the question without and with a shielded involvement."""
    with tempfile.TemporaryDirectory() as scratch:
        folders = [Path(scratch, name) for name in ("without", "with")]
        for folder in folders:
            folder.mkdir()
        urls = [f"sqlite:///{folder}/cases.db" for folder in folders]
        async with (
            world(urls[0], folders[0], shielded=False) as without,
            world(urls[1], folders[1], shielded=True) as with_it,
        ):
            one, other = await without.person(COUNCIL), await with_it.person(COUNCIL)
            for town, person_id in ((without, one), (with_it, other)):
                await Messages(town, person_id).leave(worker(COUNCIL))
            for count in (warm_up, pairs):
                times = await interleaved(lambda: question(without, one), lambda: question(with_it, other), count)
            return times


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    for question, ask in QUESTIONS.items():
        without, with_it = asyncio.run(measure(ask, pairs))
        for name, times in (("without", without), ("with", with_it)):
            cuts = statistics.quantiles(times, n=100)
            print(f"{question:8} {name:8} p50 {cuts[49] * 1000:.2f} ms  p99 {cuts[98] * 1000:.2f} ms")
        print(f"{question:8} AUC {auc(without, with_it):.4f} over {pairs} interleaved pairs (promised: at most 0.55)")


if __name__ == "__main__":
    main()
