"""Whether an enquiry of a multi-agency hub is open to somebody: to read in, or to act in."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.cases.domain.gate.disclosure import Facts, Permit, of_enquiry
from services.cases.domain.hubs.enquiry import Enquiry
from services.cases.domain.hubs.events import EnquiryLookedOver
from services.cases.domain.people.person import Person
from services.cases.domain.purposes import Purpose
from services.cases.domain.viewer import Viewer
from services.cases.ports.work import Work
from services.cases.usecases.permit import permitted_or_raise


@dataclass(frozen=True, slots=True)
class PermittedEnquiry:
    """The enquiry, whom it is about, what it was decided on, and how."""

    enquiry: Enquiry
    person: Person
    facts: Facts
    permit: Permit


async def permit_enquiry(
    work: Work, viewer: Viewer, enquiry_id: str, reason: Purpose | None, now: datetime
) -> PermittedEnquiry:
    """Raises NotFound, or Denied where it was open to him and is no longer."""
    person_id = (await work.enquiries.get(enquiry_id)).person_id
    person = (await work.people.held([person_id]))[person_id]
    # Read once the person is held: an enquiry that is closed meanwhile does not leave as if it were open.
    enquiry = await work.enquiries.get(enquiry_id)
    facts = await sealed_facts(work, viewer, person_id, now)
    return PermittedEnquiry(enquiry, person, facts, permitted_or_raise(viewer, of_enquiry(enquiry, reason), facts))


async def sitting(work: Work, viewer: Viewer, enquiry_id: str, now: datetime) -> Enquiry:
    """The open enquiry of a hub the viewer sits in, whose person is locked. Raises as above."""
    await work.people.locked((await work.enquiries.get(enquiry_id)).person_id)
    enquiry = await work.enquiries.get(enquiry_id)
    permitted_or_raise(viewer, of_enquiry(enquiry, None), await sealed_facts(work, viewer, enquiry.person_id, now))
    return enquiry


async def sealed_facts(work: Work, viewer: Viewer, person_id: str, now: datetime) -> Facts:
    """With the hubs the viewer sits in, which nothing else asks for."""
    facts = (await work.gate.facts(viewer, [person_id], now))[person_id]
    return replace(facts, seats=await work.hubs.seats(viewer))


def told_if_audited(work: Work, viewer: Viewer, enquiry: Enquiry, permit: Permit) -> None:
    """A look into a closed enquiry leaves a leaf of its own kind beside the disclosure."""
    if permit.basis == "audit":
        work.tell(
            EnquiryLookedOver(
                person_id=enquiry.person_id,
                organisation_id=viewer.organisation_id,
                by=viewer.subject,
                enquiry_id=enquiry.id,
            )
        )
