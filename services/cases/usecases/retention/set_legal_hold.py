"""A guardian or DPO holds everything that the organisation has of a person, whatever its age."""

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.casework.case import why
from services.cases.domain.days import day
from services.cases.domain.events import LegalHoldMoved
from services.cases.domain.retention.legal_hold import LegalHold
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.retention.held_by import held_by


class SetLegalHold:
    """Nobody outside the organisation learns of it: that there is one may say that somebody asks."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, person_id: str, reason: str) -> LegalHold:
        """Raises Invalid without a reason, NotFound where the organisation holds nothing, and about oneself."""
        caller.must("retention:decide")
        viewer, now = viewer_of(caller), self._clock.now()
        said = why(reason)
        async with self._work() as work:
            await work.people.locked(person_id)
            await held_by(work, viewer, person_id, day(now))
            if earlier := await work.idempotency.earlier(caller):
                return await work.legal_holds.get(earlier)
            hold = LegalHold(self._ids.new("hld"), person_id, viewer.organisation_id, said, viewer.subject, now)
            await work.legal_holds.add(hold)
            await work.idempotency.keep(caller, hold.id)
            work.tell(
                LegalHoldMoved(
                    person_id=person_id,
                    organisation_id=viewer.organisation_id,
                    by=viewer.subject,
                    legal_hold_id=hold.id,
                    step="set",
                )
            )
        return hold
