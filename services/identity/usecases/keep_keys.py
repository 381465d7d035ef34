"""The signing keys: made at the first start, read by every process, rotated on demand."""

import asyncio
from dataclasses import replace

from chassis.clock import Clock
from services.identity.domain.events import Event
from services.identity.domain.keyring import Keyring, jwks, new_key
from services.identity.domain.revocation import MATTERS_FOR
from services.identity.domain.signing import State
from services.identity.ports import OpenWork

_READ_AGAIN_SECONDS = 30.0


class KeepKeys:
    """One key signs; the next has long been published when its turn comes; the last stays until its tokens are dead."""

    def __init__(self, read: OpenWork, write: OpenWork, keyring: Keyring, clock: Clock) -> None:
        self._read, self._write = read, write
        self._keyring, self._clock = keyring, clock

    async def ensure(self) -> None:
        """Make the first keys where there are none, and hold what there is."""
        async with self._write() as work:
            if not await work.signing_keys.all(locked=True):
                now = self._clock.now()
                states: tuple[State, ...] = ("active", "next")
                for state in states:
                    await work.signing_keys.add(key := new_key(state, now))
                    work.tell(Event("key.made", "", {"kid": key.kid, "state": state}))
        await self.read()

    async def read(self) -> str:
        """Hold the keys as they are now; answers the public ones as JSON text of a JWK Set."""
        async with self._read() as work:
            keys = await work.signing_keys.all()
        published = [key for key in keys if not key.retired_at or self._clock.now() - key.retired_at < MATTERS_FOR]
        self._keyring.hold(published)
        return jwks(published)

    async def rotate(self) -> None:
        """The next key signs from now on; another is published in its place."""
        async with self._write() as work:
            keys, now = await work.signing_keys.all(locked=True), self._clock.now()
            for key in keys:
                if key.state == "active":
                    await work.signing_keys.put(replace(key, state="retired", retired_at=now))
                elif key.state == "next":
                    await work.signing_keys.put(replace(key, state="active"))
                    work.tell(Event("key.active", "", {"kid": key.kid}))
            await work.signing_keys.add(made := new_key("next", now))
            work.tell(Event("key.made", "", {"kid": made.kid, "state": "next"}))
        await self.read()

    async def run(self, stopping: asyncio.Event) -> None:
        """Read the keys again every now and then: another process may have rotated them."""
        while not stopping.is_set():
            try:
                await asyncio.wait_for(stopping.wait(), _READ_AGAIN_SECONDS)
            except TimeoutError:
                await self.read()
