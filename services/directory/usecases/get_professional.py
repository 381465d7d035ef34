"""Somebody opens one professional's card."""

from chassis.errors import NotFound
from chassis.tokens import Caller
from services.directory.domain.card import Card
from services.directory.domain.ids import ProfessionalId
from services.directory.domain.visibility import as_seen_by
from services.directory.ports import OpenReading
from services.directory.usecases.viewing import viewer


class GetProfessional:
    def __init__(self, reading: OpenReading) -> None:
        self._reading = reading

    async def __call__(self, caller: Caller, professional: ProfessionalId) -> Card:
        """Raises Denied without `professionals:read`, NotFound."""
        caller.must("professionals:read")
        async with self._reading() as reading:
            cards = await reading.professionals.cards([professional])
        if not cards:
            raise NotFound("There is no such professional.")
        return as_seen_by(viewer(caller), cards[0])
