"""Unwrapped keys, kept for seconds and never past their destruction in this process."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chassis.clock import Clock

LIFETIME = timedelta(seconds=10)
"""For so long may another process go on with a key that was destroyed here."""

_MOST = 4_096


class KeyCache:
    """The most recently used keys by name."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._keys: OrderedDict[str, tuple[AESGCM, datetime]] = OrderedDict()
        self._closed = Counter[str]()
        self._closings = 0

    def get(self, name: str) -> AESGCM | None:
        key, until = self._keys.get(name, (None, None))
        if until is None:
            return None
        if until <= self._clock.now():
            del self._keys[name]
            return None
        self._keys.move_to_end(name)
        return key

    def loading(self, name: str) -> Callable[[AESGCM], None]:
        """What to hand the key to once it is read: kept only if nothing was destroyed meanwhile, lest it was this."""
        before, closed = self._closings, self._closed[name] > 0

        def keep(key: AESGCM) -> None:
            if closed or self._closings != before:
                return
            self._keys[name] = key, self._clock.now() + LIFETIME
            while len(self._keys) > _MOST:
                self._keys.popitem(last=False)

        return keep

    @contextmanager
    def closed(self, names: Sequence[str]) -> Iterator[None]:
        """Nothing is kept for these names while the block destroys them."""
        self._closings += 1
        self._closed.update(names)
        for name in names:
            self._keys.pop(name, None)
        try:
            yield
        finally:
            self._closed -= Counter(names)
