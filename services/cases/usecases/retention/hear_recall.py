"""A guardian or DPO says that the organisation knows of a recall: it put right, or let go of, what it keeps itself."""

from chassis.clock import Clock
from chassis.errors import Conflict, NotFound
from chassis.tokens import Caller
from services.cases.domain.events import RecallHeard
from services.cases.domain.retention.recall import Recall
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work


class HearRecall:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, record_id: str) -> Recall:
        """Raises NotFound outside the organisation that received it and about oneself, Conflict when it was said, and
        of a share that is still open.
        """
        caller.must("retention:decide")
        viewer = viewer_of(caller)
        async with self._work() as work:
            await work.people.locked((await _theirs(work, record_id, viewer)).person_id)
            recall = await _theirs(work, record_id, viewer)
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


async def _theirs(work: Work, record_id: str, viewer: Viewer) -> Recall:
    recall = await work.recalls.find(record_id, viewer.organisation_id)
    if recall is None:
        if await work.recalls.still_shared(viewer, record_id):
            raise Conflict("this share is not over", code="share-live")
        raise NotFound("your organisation was told of no such thing")
    return recall
