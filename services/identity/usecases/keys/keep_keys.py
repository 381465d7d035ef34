"""The signing keys: made at the first start, read by every process, rotated when their time has come."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from chassis.clock import Clock
from chassis.errors import Conflict, NotFound
from services.identity.domain.authorization.revocation import Revocation
from services.identity.domain.clients.profile import ALGORITHMS
from services.identity.domain.events import Event
from services.identity.domain.keys.keyring import Keyring, jwks, new_key
from services.identity.domain.keys.signing import SigningKey, State, rotation_due, safe_at
from services.identity.ports import OpenWork, Work

_READ_AGAIN_SECONDS = 30.0
_STATES: tuple[State, ...] = ("active", "next")

MakeKey = Callable[[str, State, datetime], SigningKey]


class KeepKeys:
    """Of each algorithm one key signs; the next has long been published when its turn comes; the last stays until its
    tokens are dead.
    """

    def __init__(
        self, read: OpenWork, write: OpenWork, keyring: Keyring, clock: Clock, make: MakeKey = new_key
    ) -> None:
        self._read, self._write = read, write
        self._keyring, self._clock, self._make = keyring, clock, make

    async def ensure(self) -> None:
        """Make the first keys of each algorithm that has none, and hold what there is."""
        async with self._write() as work:
            had = {key.algorithm for key in await work.signing_keys.all(locked=True)}
            now = self._clock.now()
            for algorithm in ALGORITHMS:
                for state in _STATES if algorithm not in had else ():
                    await self._add(work, algorithm, state, now)
        await self.read()

    async def read(self) -> str:
        """Hold the keys as they are now; answers the public ones as JSON text of a JWK Set."""
        return jwks(await self._published())

    async def rotate(self, by: str = "") -> list[SigningKey]:
        """The next keys sign from now on, and others are published in their place; answers those that sign.

        Raises Conflict while a relying party may not have read them yet.
        """
        async with self._write() as work:
            keys, now = await work.signing_keys.all(locked=True), self._clock.now()
            if now < (safe := safe_at(keys)):
                message = f"not every relying party has read the next keys yet; they can sign from {safe:%H:%M:%S} UTC"
                raise Conflict(message, code="keys-too-new")
            await self._rotate(work, keys, by)
            signing = [key for key in await work.signing_keys.all() if key.state == "active"]
        await self.read()
        return signing

    async def take_back(self, kid: str, by: str) -> list[SigningKey]:
        """A key is published and believed no more; where it signed or was to sign, another does. Answers those that
        sign.

        The next one signs even where a relying party may not have read it yet: rather a failed sign-in than a forged
        one. Raises NotFound unless the key is published.
        """
        async with self._write() as work:
            keys, now = await work.signing_keys.all(locked=True), self._clock.now()
            stolen = next((key for key in keys if key.kid == kid and key.published(now)), None)
            if stolen is None:
                raise NotFound("no key with that id is published")
            await work.signing_keys.put(replace(stolen, state="compromised", retired_at=now))
            await work.revocations.add(Revocation.for_good("key", kid, now))
            work.tell(Event("key.compromised", "", {"kid": kid, "algorithm": stolen.algorithm}), by)
            if stolen.state == "active":
                others = [key for key in keys if key.algorithm == stolen.algorithm and key is not stolen]
                await self._rotate(work, others, by)
            elif stolen.state == "next":
                await self._add(work, stolen.algorithm, "next", now)
            signing = [key for key in await work.signing_keys.all() if key.state == "active"]
        await self.read()
        return signing

    async def run(self, stopping: asyncio.Event) -> None:
        """Read the keys again every now and then: another process may have rotated them. Rotate when it is time."""
        while not stopping.is_set():
            try:
                await asyncio.wait_for(stopping.wait(), _READ_AGAIN_SECONDS)
            except TimeoutError:
                await self.rotate_when_due()

    async def rotate_when_due(self) -> None:
        """Of many processes that see it is time, the first one does it: the others see it done, under the lock."""
        if rotation_due(await self._published(), self._clock.now()):
            async with self._write() as work:
                keys = await work.signing_keys.all(locked=True)
                if rotation_due(keys, self._clock.now()):
                    await self._rotate(work, keys, "")
            await self.read()

    async def _published(self) -> list[SigningKey]:
        async with self._read() as work:
            keys = await work.signing_keys.all()
        published = [key for key in keys if key.published(self._clock.now())]
        self._keyring.hold(published)
        return published

    async def _rotate(self, work: Work, keys: list[SigningKey], by: str) -> None:
        now = self._clock.now()
        for key in keys:
            if key.state == "active":
                await work.signing_keys.put(replace(key, state="retired", retired_at=now))
            elif key.state == "next":
                await work.signing_keys.put(replace(key, state="active"))
                work.tell(Event("key.active", "", {"kid": key.kid, "algorithm": key.algorithm}), by)
                await self._add(work, key.algorithm, "next", now)

    async def _add(self, work: Work, algorithm: str, state: State, now: datetime) -> None:
        await work.signing_keys.add(key := self._make(algorithm, state, now))
        work.tell(Event("key.made", "", {"kid": key.kid, "algorithm": algorithm, "state": state}))
