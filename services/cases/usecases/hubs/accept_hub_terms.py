"""A member of a multi-agency hub accepts its terms, and may seat its people from then on."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.hubs.events import HubMoved
from services.cases.domain.hubs.hub import Hub
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


class AcceptHubTerms:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, hub_id: str) -> Hub:
        """Accepting twice changes nothing. Raises NotFound for whoever is no member."""
        caller.must("hubs:write")
        viewer = viewer_of(caller)
        async with self._work() as work:
            before = await work.hubs.get(hub_id)
            hub = before.accepted(viewer.organisation_id)
            if hub != before:
                await work.hubs.accept(hub_id, viewer.organisation_id, caller.subject, self._clock.now())
                work.tell(
                    HubMoved(
                        person_id="",
                        organisation_id=viewer.organisation_id,
                        by=caller.subject,
                        hub_id=hub_id,
                        step="accepted",
                    )
                )
        return hub
