"""A guardian or DPO says that the organisation knows of a recall: it put right, or let go of, what it keeps itself."""

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.events import RecallHeard
from services.cases.domain.retention.recall import Recall
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work


class HearRecall:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, record_id: str) -> Recall:
        """Raises NotFound outside the organisation that received it and about oneself, Conflict when it was said."""
        caller.must("retention:decide")
        viewer = viewer_of(caller)
        async with self._work() as work:
            await work.people.locked((await _theirs(work, record_id, viewer.organisation_id)).person_id)
            recall = await _theirs(work, record_id, viewer.organisation_id)
            himself = await work.account_links.person_of(viewer.subject)
            if viewer.kind is not ViewerKind.WORKER or recall.about(himself):
                raise NotFound("your organisation was told of no such thing")
            heard = recall.heard(viewer.subject, self._clock.now())
            await work.recalls.put(heard)
            work.tell(
                RecallHeard(
                    person_id=heard.person_id,
                    organisation_id=viewer.organisation_id,
                    by=viewer.subject,
                    record_id=record_id,
                )
            )
        return heard


async def _theirs(work: Work, record_id: str, organisation_id: str) -> Recall:
    recall = await work.recalls.find(record_id, organisation_id)
    if recall is None:
        raise NotFound("your organisation was told of no such thing")
    return recall
