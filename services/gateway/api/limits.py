"""How fast a caller may ask, and how much is served at once. Kept in memory, bounded; a restart forgives.

Emergency access has a bucket of its own, and a reserve of places that ordinary requests cannot take: it is the last
thing to be shed.
"""

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from chassis.errors import TooMany, Unavailable
from services.gateway.api.access import Pace

MOST_BUCKETS = 20_000
PLACES = 400
RESERVE = 50
STREAMS, STREAMS_EACH = 100, 4
"""A stream keeps a place for minutes: not all of them, and not all for one caller."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A bucket of `burst` tokens that fills by `per_second`."""

    per_second: float
    burst: float


RATES = {
    Pace.READ: Rate(50, 200),
    Pace.WRITE: Rate(20, 100),
    # Finding a person is how somebody would guess; a worker at a desk needs a few a minute.
    Pace.FIND: Rate(1, 30),
    Pace.IMPORT: Rate(10, 50),
    Pace.EMERGENCY: Rate(1, 20),
    Pace.PUBLIC: Rate(50, 200),
}
# Refused credentials, by source address.
REFUSALS = Rate(10, 100)
# Everything outside /v1, by source address; a whole council may stand behind one.
SOURCE = Rate(100, 500)


class Buckets:
    """Token buckets by who and what; the least recently used is forgotten first."""

    def __init__(self, scale: float = 1.0, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._scale, self._monotonic = scale, monotonic
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def take(self, who: str, what: str, rate: Rate) -> None:
        """Take one token. Raises TooMany, saying when one will be there."""
        self.check(who, what, rate)
        level, at = self._buckets.pop((who, what))
        self._buckets[who, what] = (level - 1, at)

    def check(self, who: str, what: str, rate: Rate) -> None:
        """Raises TooMany unless a token is there."""
        now, per_second, burst = self._monotonic(), rate.per_second * self._scale, rate.burst * self._scale
        level, at = self._buckets.pop((who, what), (burst, now))
        level = min(burst, level + (now - at) * per_second)
        while len(self._buckets) >= MOST_BUCKETS:
            del self._buckets[next(iter(self._buckets))]
        self._buckets[who, what] = (level, now)
        if level < 1:
            wait = math.ceil((1 - level) / per_second)
            raise TooMany(f"too many requests; try again in {wait} s", retry_after=wait)


class Places:
    """How many requests are served at once. Above that, ordinary ones are turned away and urgent ones are not yet."""

    def __init__(self, ordinary: int = PLACES, reserve: int = RESERVE) -> None:
        self._ordinary, self._all = ordinary, ordinary + reserve
        self._taken = 0

    @contextmanager
    def taken(self, *, urgent: bool) -> Iterator[None]:
        """A place for the block. Raises Unavailable when there is none."""
        if self._taken >= (self._all if urgent else self._ordinary):
            raise Unavailable("more is asked just now than can be answered; try again in a moment", retry_after=1)
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1


class Streams:
    """How many streams are open, in all and for each caller."""

    def __init__(self, each: int = STREAMS_EACH, most: int = STREAMS) -> None:
        self._each, self._most = each, most
        self._open = Counter[str]()

    @contextmanager
    def taken(self, who: str) -> Iterator[None]:
        """One for the block. Raises TooMany beyond the caller's own, Unavailable beyond all."""
        if self._open[who] >= self._each:
            raise TooMany(f"{self._each} streams at once are the most: end one", retry_after=60)
        if self._open.total() >= self._most:
            raise Unavailable("more streams are open just now than can be served; pull instead", retry_after=60)
        self._open[who] += 1
        try:
            yield
        finally:
            self._open -= Counter([who])  # forgets who has none any more
