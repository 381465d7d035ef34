"""A guardian or DPO lifts a legal hold, with a reason."""

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.casework.case import why
from services.cases.domain.events import LegalHoldMoved
from services.cases.domain.retention.legal_hold import LegalHold
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.sent_about import sent_about


class LiftLegalHold:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, hold_id: str, reason: str, person_id: str = "") -> LegalHold:
        """`person_id`, where one is named, is whom it has to be about.

        Raises Invalid without a reason, NotFound outside the organisation and about oneself, Conflict.
        """
        caller.must("retention:decide")
        viewer = viewer_of(caller)
        said = why(reason)
        async with self._work() as work:
            await work.people.locked((await work.legal_holds.get(hold_id)).person_id)
            hold = await work.legal_holds.get(hold_id)
            himself = await work.account_links.person_of(viewer.subject)
            own = viewer.kind is ViewerKind.WORKER and hold.organisation_id == viewer.organisation_id
            if not own or hold.person_id == himself or not sent_about(person_id, hold.person_id):
                raise NotFound("there is no such legal hold")
            hold = hold.lifted(said, viewer.subject, self._clock.now())
            await work.legal_holds.put(hold)
            work.tell(
                LegalHoldMoved(
                    person_id=hold.person_id,
                    organisation_id=hold.organisation_id,
                    by=viewer.subject,
                    legal_hold_id=hold.id,
                    step="lifted",
                )
            )
        return hold
