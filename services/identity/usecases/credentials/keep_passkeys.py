"""Naming and removing one's passkeys."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.identity.domain.credentials.passkey import LastWayIn, Passkey, passkey_name
from services.identity.domain.events import Event
from services.identity.ports import OpenWork, Work
from services.identity.usecases.sessions.end_other_sessions import end_other_sessions
from services.identity.usecases.sessions.recent import must_be_recent


class NamePasskey:
    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, passkey_id: str, name: str) -> None:
        """Raises StepUpNeeded, NotFound, Invalid."""
        name = passkey_name(name)
        async with self._write() as work:
            await must_be_recent(work, caller, self._clock.now())
            await work.passkeys.put(replace(await _own(work, caller, passkey_id), name=name))
            work.tell(Event("passkey.named", caller.subject, {"passkey_id": passkey_id}), by=caller.subject)


class RemovePasskey:
    """Never the last way in. Whoever is signed in elsewhere must sign in again: the device may be lost."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, passkey_id: str) -> None:
        """Raises StepUpNeeded, NotFound, LastWayIn."""
        now = self._clock.now()
        async with self._write() as work:
            # Locked, so that two requests cannot each remove the other's last way in.
            await work.accounts.locked(caller.subject)
            session = await must_be_recent(work, caller, now)
            passkey, ways = await _own(work, caller, passkey_id), await work.codes.ways(caller.subject)
            if ways.passkeys == 1 and not ways.password:
                raise LastWayIn("this is the only way into your account; add another first")
            await work.passkeys.remove(passkey.id)
            await end_other_sessions(work, session, now, "passkey removed")
            work.tell(Event("passkey.removed", caller.subject, {"passkey_id": passkey_id}), by=caller.subject)


async def _own(work: Work, caller: Caller, passkey_id: str) -> Passkey:
    for passkey in await work.passkeys.of(caller.subject):
        if passkey.id == passkey_id:
            return passkey
    raise NotFound("you have no such passkey")
