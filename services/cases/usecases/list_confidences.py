"""What a person keeps from whoever acts for her, as the organisation that recorded it has it."""

from collections.abc import Sequence

from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.confidence import Confidence
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class ListConfidences:
    """So that she can let it go. Also once the organisation works with her no more: it alone can end it."""

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, person_id: str) -> Sequence[Confidence]:
        """The oldest first, none that has ended. Raises NotFound for whom its worker cannot find, Denied."""
        caller.must("people:write")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers read what a person keeps in confidence")
        async with self._work() as work:
            await work.people.shown_as(person_id, viewer.organisation_id)
            if person_id == await work.account_links.person_of(viewer.subject):
                raise Denied("somebody else has to look at what is about you", code="own-person")
            kept = await work.confidences.live([person_id])
        own = [one for one in kept if one.organisation_id == viewer.organisation_id]
        return sorted(own, key=lambda one: (one.recorded_at, one.id))
