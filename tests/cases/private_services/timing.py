"""Could somebody with a stop-watch tell two worlds apart? The area under the curve of the best guess by time alone."""

import bisect
import random
import time
from collections.abc import Awaitable, Callable, Sequence

Asked = Callable[[], Awaitable[object]]


def auc(ones: Sequence[float], others: Sequence[float]) -> float:
    """How often a guesser who is shown one time of each kind names them rightly: 0.5 is chance, 1.0 is always.

    The Mann-Whitney statistic over the number of pairs, whichever way round serves the guesser.
    """
    ordered = sorted(others)
    below = sum(bisect.bisect_left(ordered, one) + bisect.bisect_right(ordered, one) for one in ones) / 2
    share = below / (len(ones) * len(others))
    return max(share, 1 - share)


async def interleaved(one: Asked, other: Asked, pairs: int, seed: int = 1) -> tuple[list[float], list[float]]:
    """Seconds of each call, in pairs whose order is tossed for, so that drift and load fall on both alike."""
    toss = random.Random(seed)
    times: list[float] = []
    others: list[float] = []
    for _ in range(pairs):
        pair = [(one, times), (other, others)]
        toss.shuffle(pair)
        for ask, kept in pair:
            started = time.perf_counter()
            await ask()
            kept.append(time.perf_counter() - started)
    return times, others
