"""What a person keeps from whoever acts for her, as the organisation that recorded it has it."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.consents.confidence import Confidence
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork
from services.cases.usecases.consents.must_not_know_her import must_not_know_her


class ListConfidences:
    """So that she can let it go. Also once the organisation works with her no more: it alone can end it.

    Never to a worker who is her parent, acts for her otherwise, or said that he knows her in his own life.
    """

    def __init__(self, work: OpenWork, mandates: Mandates, clock: Clock) -> None:
        self._work, self._mandates, self._clock = work, mandates, clock

    async def __call__(self, caller: Caller, person_id: str) -> Sequence[Confidence]:
        """The oldest first, none that has ended. Raises NotFound for whom its worker cannot find, Denied."""
        caller.must("people:write")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers read what a person keeps in confidence")
        acted_for = await self._mandates.acted_for(viewer.subject)
        async with self._work() as work:
            await work.people.shown_as(person_id, viewer, now)
            if person_id == await work.account_links.person_of(viewer.subject):
                raise Denied("somebody else has to look at what is about you", code="own-person")
            await must_not_know_her(work, viewer, person_id, acted_for)
            works = (await work.gate.facts(viewer, [person_id], now))[person_id].member
            kept = await work.confidences.live([person_id]) if works else ()
        own = [one for one in kept if one.organisation_id == viewer.organisation_id]
        return sorted(own, key=lambda one: (one.recorded_at, one.id))
