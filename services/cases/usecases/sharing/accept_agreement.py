"""An organisation accepts an agreement it is a party to."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.events import AgreementAccepted
from services.cases.domain.sharing.agreement import Agreement
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


class AcceptAgreement:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, agreement_id: str) -> Agreement:
        """Accepting twice changes nothing. Raises NotFound for whoever is no party, Conflict once it has expired."""
        caller.must("agreements:write")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            before = await work.agreements.get(agreement_id)
            agreement = before.accepted(viewer.organisation_id, day(now))
            if agreement != before:
                await work.agreements.accept(agreement_id, viewer.organisation_id, caller.subject, now)
                work.tell(
                    AgreementAccepted(
                        person_id="",
                        organisation_id=viewer.organisation_id,
                        by=caller.subject,
                        agreement_id=agreement_id,
                    )
                )
            # Another party may have accepted meanwhile.
            return await work.agreements.get(agreement_id)
