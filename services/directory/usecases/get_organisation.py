"""Somebody reads what is publicly known of one organisation."""

from chassis.tokens import Caller
from services.directory.domain.ids import OrganisationId
from services.directory.domain.organisation import Organisation
from services.directory.ports import OpenReading


class GetOrganisation:
    def __init__(self, reading: OpenReading) -> None:
        self._reading = reading

    async def __call__(self, caller: Caller, organisation: OrganisationId) -> Organisation:
        """Raises Denied without `organisations:read`, NotFound."""
        caller.must("organisations:read")
        async with self._reading() as reading:
            return await reading.organisations.get(organisation)
