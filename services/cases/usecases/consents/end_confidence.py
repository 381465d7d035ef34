"""What a person kept from whoever acts for her, she lets go."""

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.consents.confidence import Confidence
from services.cases.domain.people.events import ConfidenceMoved
from services.cases.domain.viewer import viewer_of
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork
from services.cases.usecases.consents.must_not_know_her import must_not_know_her
from services.cases.usecases.sent_about import sent_about


class EndConfidence:
    """The organisation that recorded it says so for her; never a worker who knows her in his own life."""

    def __init__(self, work: OpenWork, mandates: Mandates, clock: Clock) -> None:
        self._work, self._mandates, self._clock = work, mandates, clock

    async def __call__(self, caller: Caller, confidence_id: str, person_id: str = "") -> Confidence:
        """`person_id`, where one is named, is whom it has to be about.

        Raises NotFound outside the organisation, Denied to who knows her privately, Conflict when it has ended.
        """
        caller.must("people:write")
        viewer = viewer_of(caller)
        acted_for = await self._mandates.acted_for(viewer.subject)
        async with self._work() as work:
            await work.people.locked((await work.confidences.get(confidence_id)).person_id)
            one = await work.confidences.get(confidence_id)
            own = viewer.organisation_id != "" and one.organisation_id == viewer.organisation_id
            if not own or not sent_about(person_id, one.person_id):
                raise NotFound("there is no such confidence")
            await must_not_know_her(work, viewer, one.person_id, acted_for)
            one = one.over(self._clock.now())
            await work.confidences.put(one)
            work.tell(
                ConfidenceMoved(
                    person_id=one.person_id,
                    organisation_id=one.organisation_id,
                    by=viewer.subject,
                    confidence_id=one.id,
                    step="ended",
                )
            )
        return one
