"""What is kept back, and looks that were flagged, as a reviewer of the organisation meets them."""

from datetime import datetime

from chassis.errors import NotFound
from services.cases.domain.audit.withheld import Withheld
from services.cases.domain.gate.disclosure import Permit, decide, of_enquiry
from services.cases.domain.looks.review import LookReview
from services.cases.domain.purposes import Purpose
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.ports.work import Work
from services.cases.usecases.hubs.permit_enquiry import sealed_facts


async def withheld_from_another(work: Work, viewer: Viewer, disclosure_id: str, now: datetime) -> Withheld:
    """Locked. Raises NotFound where it is not this reviewer's to know of."""
    withheld = await work.withheld.locked(disclosure_id)
    if not await may_know_of(work, viewer, withheld, now):
        raise NotFound("there is no such withheld disclosure")
    return withheld


async def may_know_of(work: Work, viewer: Viewer, withheld: Withheld, now: datetime) -> bool:
    """Whether the reviewer's organisation looks at it again, and it is neither kept back from himself nor of an
    allegation about him; of what happened inside a hub's enquiry, whether the gate opens that to him for audit.
    """
    himself = await work.account_links.person_of(viewer.subject)
    if withheld.reviewer_id != viewer.organisation_id or withheld.person_id == himself:
        return False
    if await work.disclosures.against_him(viewer, withheld.disclosure_id):
        return False
    if not withheld.enquiry_id:
        return True
    enquiry = await work.enquiries.get(withheld.enquiry_id)
    facts = await sealed_facts(work, viewer, withheld.person_id, now)
    return isinstance(decide(viewer, of_enquiry(enquiry, Purpose.AUDIT), facts), Permit)


async def may_judge(work: Work, viewer: Viewer, review: LookReview) -> bool:
    """Whether a flagged look is this reviewer's to know of: of his organisation, neither his own nor at himself, nor at
    an allegation about him.
    """
    theirs = viewer.kind is ViewerKind.WORKER and review.organisation_id == viewer.organisation_id
    if not theirs or review.by == viewer.subject:
        return False
    himself = await work.account_links.person_of(viewer.subject)
    return review.person_id != himself and not await work.disclosures.against_him(viewer, review.disclosure_id)
