"""What one member contributed to an enquiry, or another took home from there."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.gate.disclosure import of_contribution
from services.cases.domain.hubs.enquiry import Contribution
from services.cases.domain.purposes import purpose
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.hubs.bring import Brought, said
from services.cases.usecases.hubs.permit_enquiry import sealed_facts, told_if_audited
from services.cases.usecases.permit import permitted_or_raise

_INSIDE = ("seat", "audit")


@dataclass(frozen=True, slots=True)
class ContributionRead:
    """`because` says in a sentence on what basis it was read."""

    contribution: Contribution
    brought: Brought
    because: str


class GetContribution:
    def __init__(self, work: OpenWork, disclose: Disclose, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, disclose, clock

    async def __call__(self, caller: Caller, contribution_id: str, why: str) -> ContributionRead:
        """Raises Invalid without any purpose, NotFound, or Denied where it was open to the caller and is no longer."""
        caller.must("enquiries:read")
        viewer, now = viewer_of(caller), self._clock.now()
        reason = purpose(why or viewer.purpose)
        async with self._work() as work:
            person_id = (await work.enquiries.contribution(contribution_id)).person_id
            person = (await work.people.held([person_id]))[person_id]
            # Read once the person is held: what is erased meanwhile does not leave.
            made = await work.enquiries.contribution(contribution_id)
            enquiry = await work.enquiries.get(made.enquiry_id)
            facts = await sealed_facts(work, viewer, person.id, now)
            permit = permitted_or_raise(viewer, of_contribution(made, enquiry, reason), facts)
            told_if_audited(work, viewer, enquiry, permit)
            await self._disclose(
                work,
                viewer,
                person,
                permit,
                what="contribution",
                holder_id=made.organisation_id,
                classes=[made.data_class],
                enquiry_id=enquiry.id if permit.basis in _INSIDE else "",
            )
            brought = await said(work, viewer, made)
        return ContributionRead(made.seen_by(viewer.organisation_id), brought, permit.because)
