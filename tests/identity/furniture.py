"""What a house for tests has instead of a key store's time, a post office and the outside world."""

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from chassis.errors import Unavailable
from services.identity.domain.keys.keyring import new_key
from services.identity.domain.keys.signing import SigningKey, State
from services.identity.domain.letters.letter import Letter


class Pool:
    """Keys of the next house: RSA keys take long to make, so every house has the same ones, in the same order."""

    _made: ClassVar[dict[str, list[SigningKey]]] = {}

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def key(self, algorithm: str, state: State, now: datetime) -> SigningKey:
        made, place = self._made.setdefault(algorithm, []), self._taken.get(algorithm, 0)
        if place == len(made):
            made.append(new_key(algorithm, state, now))
        self._taken[algorithm] = place + 1
        return replace(made[place], state=state, created_at=now)


class Postbag:
    """Letters as they are handed over."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    async def deliver(self, letter: Letter) -> None:
        self.letters.append(letter)


class Shelf:
    """Documents by URL, and which were asked for; anything else is away."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.asked: list[str] = []

    async def get(self, url: str) -> bytes:
        self.asked.append(url)
        if url not in self.kept:
            raise Unavailable("the document cannot be had")
        return self.kept[url]
