"""Authority to act for somebody ends: at her word, at the proxy's, or at an officer's."""

from dataclasses import replace
from typing import Literal

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.identity.domain.events import MandateOver
from services.identity.domain.mandates.mandate import Mandate, london_day
from services.identity.ports import OpenWork, Work
from services.identity.usecases.mandates.end_authority import end_authority
from services.identity.usecases.mandates.officers_mandate import officers_mandate


class EndMandate:
    """Whatever it was, nobody acts on it any more. Ending what is over is no error.

    The proxy's own log says nothing of it: else its silence would tell who was suspended instead.
    """

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def by_officer(self, caller: Caller, mandate_id: str) -> Mandate:
        """Raises NotFound, Denied for the officer's own, Conflict once over."""
        async with self._write() as work:
            mandate = await officers_mandate(work, caller, mandate_id)
            return await self._over(work, caller, mandate)

    async def by_party(self, caller: Caller, mandate_id: str) -> Mandate:
        """The person it is about stops it at once; the proxy gives it up. Raises NotFound for everybody else.

        What only an officer can end (a court's order, a registered power, a parent of a child under 16) is stopped by
        her word, and stays so until an officer has looked.
        """
        caller.must("me:write")
        async with self._write() as work:
            mandate = await work.mandates.locked(mandate_id)
            if caller.subject not in (mandate.account_id, mandate.proxy_id):
                raise NotFound("there is no such authority")
            if mandate.ended_at:
                return mandate
            today = london_day(self._clock.now())
            if caller.subject == mandate.proxy_id or mandate.ended_by_her(today):
                return await self._over(work, caller, mandate)
            if mandate.stopped_at:
                return mandate
            stopped = replace(mandate, stopped_at=self._clock.now())
            return await self._changed(work, caller, stopped, "stopped")

    async def _over(self, work: Work, caller: Caller, mandate: Mandate) -> Mandate:
        ended = replace(mandate, ended_at=self._clock.now())
        return await self._changed(work, caller, ended, "ended")

    async def _changed(self, work: Work, caller: Caller, mandate: Mandate, how: Literal["ended", "stopped"]) -> Mandate:
        await work.mandates.put(mandate)
        await end_authority(work, mandate.id, self._clock.now())
        work.tell(MandateOver.of(how, mandate.account_id, mandate.id), by=caller.actor)
        return mandate
