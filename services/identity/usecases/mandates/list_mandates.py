"""Who may act for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.identity.domain.events import Event
from services.identity.domain.mandates.mandate import Mandate, london_day, reach
from services.identity.domain.proofs.gpg45 import Level
from services.identity.ports import OpenWork, Work
from services.identity.usecases.proofs.best_proof import best_proof
from services.identity.usecases.sittings.as_officer import as_officer


@dataclass(frozen=True, slots=True)
class Listed:
    """A mandate, the other party's name as their identity was checked (empty where it was not), and its reach today."""

    mandate: Mandate
    name: str
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class About:
    """All that is recorded about somebody: their name, as their identity was checked, and each mandate."""

    name: str
    listed: Sequence[Listed]


class ListMandates:
    def __init__(self, read: OpenWork, write: OpenWork, clock: Clock) -> None:
        self._read, self._write, self._clock = read, write, clock

    async def about_me(self, caller: Caller) -> Sequence[Listed]:
        """Who holds authority to act for the caller, whether an officer has suspended it or not: that is not said."""
        caller.must("me:read")
        async with self._read() as work:
            mine = [each for each in await work.mandates.of(caller.subject) if each.ended_at is None]
            return [await self._listed(work, each, each.proxy_id) for each in mine]

    async def held_by_me(self, caller: Caller) -> Sequence[Listed]:
        """For whom the caller may act now. What reaches nothing is not there, for whatever reason."""
        caller.must("me:read")
        async with self._read() as work:
            held = await work.mandates.held_by(caller.subject)
            proof = await best_proof(work, caller.subject, self._clock.now())
            if proof is None or proof.level < Level.MEDIUM:
                return []
            listed = [await self._listed(work, each, each.account_id) for each in held]
            return [each for each in listed if each.classes]

    async def for_officer(self, caller: Caller, account_id: str) -> About:
        """With its state; each look leaves a leaf. Raises NotFound, for the officer's own account too."""
        as_officer(caller, "mandates:write")
        async with self._write() as work:
            await work.accounts.get(account_id)
            if account_id == caller.actor:
                raise NotFound("there is no such account")
            listed = [await self._listed(work, each, each.proxy_id) for each in await work.mandates.of(account_id)]
            work.tell(Event("mandates.read", account_id), by=caller.actor)
            return About(await _name(work, account_id, self._clock.now()), listed)

    async def _listed(self, work: Work, mandate: Mandate, other: str) -> Listed:
        now = self._clock.now()
        name = await _name(work, other, now)
        return Listed(mandate, name, reach(mandate, london_day(now)))


async def _name(work: Work, account_id: str, now: datetime) -> str:
    """As it was checked, else as a worker's account is called; empty where there is none, or no account any more."""
    try:
        account = await work.accounts.get(account_id)
    except NotFound:
        return ""
    proof = await best_proof(work, account_id, now)
    return f"{proof.claims.given_name} {proof.claims.family_name}" if proof else account.display_name
