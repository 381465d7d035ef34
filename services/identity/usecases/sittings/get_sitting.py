"""How a sitting stands."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.identity.domain.proofs.proof import Claims
from services.identity.domain.sittings.sitting import Sitting
from services.identity.ports import OpenWork
from services.identity.usecases.sittings.as_officer import as_officer


@dataclass(frozen=True, slots=True)
class View:
    """A sitting, whom it is with, and how many professionals have vouched in it."""

    sitting: Sitting
    claims: Claims
    vouches: int


class GetSitting:
    def __init__(self, read: OpenWork, clock: Clock) -> None:
        self._read, self._clock = read, clock

    async def __call__(self, caller: Caller, sitting_id: str) -> View:
        """The officer's own, while it lasts: then what it showed is gone. Raises NotFound."""
        as_officer(caller, "assisted:write")
        async with self._read() as work:
            sitting, claims = await work.sittings.get(sitting_id)
            if not sitting.of(caller.subject, caller.claim("sid"), self._clock.now()):
                raise NotFound("there is no such sitting")
            return View(sitting, claims, len(await work.vouches.of(sitting_id)))
