"""Identifiers: a short prefix that says of what, and 26 characters of Crockford base 32 (the ULID layout)."""

import hashlib
import itertools
import secrets
from datetime import timedelta
from typing import Protocol

from chassis.clock import Clock

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [one + two for one in _ALPHABET for two in _ALPHABET]
_MILLISECOND = timedelta(milliseconds=1)
_RANDOM_BITS = 80


class Ids(Protocol):
    def new(self, prefix: str) -> str:
        """A new id such as `cas_01J9ZK3M5T8Q4R7V2W6X0Y1B3C`, unique without asking anybody."""


class RandomIds:
    """Ids that sort by the millisecond they were made in; the other 80 bits are random."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def new(self, prefix: str) -> str:
        milliseconds = int(self._clock.now().timestamp() * 1000)
        return f"{prefix}_{_encode((milliseconds << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS))}"


class SeededIds:
    """The same ids in the same order for the same seed: for tests and for comparing two worlds."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = itertools.count()

    def new(self, prefix: str) -> str:
        digest = hashlib.sha256(f"{self._seed}/{next(self._count)}".encode()).digest()
        return f"{prefix}_{_encode(int.from_bytes(digest[:16]) & ((1 << 128) - 1))}"


def _encode(number: int) -> str:
    return "".join([_PAIRS[(number >> shift) & 1023] for shift in range(120, -1, -10)])
