"""An officer records that somebody was assessed as unable to make one decision (Mental Capacity Act 2005 section 3)."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.tokens import Caller
from services.identity.domain.events import Event
from services.identity.domain.mandates.mandate import Assessment, Mandate, check_assessment, london_day
from services.identity.ports import OpenWork
from services.identity.usecases.mandates.officers_mandate import officers_mandate
from services.identity.usecases.sittings.as_officer import as_officer


class AssessCapacity:
    """For one decision and some days: capacity is per decision and time. Opens that much of the mandate, no more."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, mandate_id: str, assessment: Assessment) -> Mandate:
        """Raises Invalid, NotFound, Denied for the officer's own, Conflict once over."""
        as_officer(caller, "mandates:write")
        async with self._write() as work:
            if earlier := await work.idempotency.earlier(caller):
                return await work.mandates.get(earlier)
            mandate = await officers_mandate(work, caller, mandate_id)
            recorded = replace(assessment, recorded_by=caller.actor)
            check_assessment(mandate, recorded, london_day(self._clock.now()))
            assessed = replace(mandate, assessments=(*mandate.assessments, recorded))
            await work.mandates.put(assessed)
            await work.idempotency.keep(caller, mandate.id)
            facts = {"mandate_id": mandate.id, "decision": assessment.decision}
            work.tell(Event("capacity.assessed", mandate.account_id, facts), by=caller.actor)
            return assessed
