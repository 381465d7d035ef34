"""Somebody looks through the teams of one organisation."""

from chassis.tokens import Caller
from services.directory.domain.ids import OrganisationId
from services.directory.domain.organisation import Team
from services.directory.ports import OpenReading


class ListTeams:
    def __init__(self, reading: OpenReading) -> None:
        self._reading = reading

    async def __call__(self, caller: Caller, organisation: OrganisationId) -> list[Team]:
        """By name. Raises Denied without `organisations:read`, NotFound for an organisation that is not there."""
        caller.must("organisations:read")
        async with self._reading() as reading:
            await reading.organisations.get(organisation)
            return await reading.teams.of([organisation])
