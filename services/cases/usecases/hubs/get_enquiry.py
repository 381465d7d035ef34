"""One enquiry of a multi-agency hub, with what was contributed to it and who asked to take it home."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.gate.disclosure import of_contribution
from services.cases.domain.hubs.enquiry import Contribution, Enquiry, Release
from services.cases.domain.purposes import purpose
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.hubs.permit_enquiry import permit_enquiry, told_if_audited
from services.cases.usecases.permit import permitted


@dataclass(frozen=True, slots=True)
class EnquirySeen:
    """`contributions` in the order they came, to be read one by one. `releases` are those that the viewer's
    organisation asked for or decides.
    """

    enquiry: Enquiry
    contributions: Sequence[Contribution]
    releases: Sequence[Release]


class GetEnquiry:
    def __init__(self, work: OpenWork, disclose: Disclose, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, disclose, clock

    async def __call__(self, caller: Caller, enquiry_id: str, why: str) -> EnquirySeen:
        """Raises Invalid without any purpose, NotFound, or Denied where it was open to the caller and is no longer."""
        caller.must("enquiries:read")
        viewer, now = viewer_of(caller), self._clock.now()
        reason = purpose(why or viewer.purpose)
        async with self._work() as work:
            found = await permit_enquiry(work, viewer, enquiry_id, reason, now)
            enquiry, person = found.enquiry, found.person
            told_if_audited(work, viewer, enquiry, found.permit)
            await self._disclose(
                work,
                viewer,
                person,
                found.permit,
                what="enquiry",
                holder_id=enquiry.host_id,
                classes=[],
                enquiry_id=enquiry.id,
            )
            made = await work.enquiries.contributions(viewer, reason, enquiry.id, now)
            asks = [of_contribution(one, enquiry, reason) for one in made]
            for leaving in permitted(viewer, asks, {person.id: found.facts}):
                await self._disclose(
                    work,
                    viewer,
                    person,
                    leaving.permit,
                    what="contribution",
                    holder_id=leaving.holder_id,
                    classes=leaving.classes,
                    enquiry_id=enquiry.id,
                )
            releases = await work.enquiries.releases(enquiry.id, viewer.organisation_id)
        own = viewer.organisation_id
        return EnquirySeen(enquiry, [one.seen_by(own) for one in made], [one.seen_by(own) for one in releases])
