"""What somebody's authority reaches at the moment at which a copy is made or handed to them."""

from chassis.errors import Conflict
from services.cases.domain.access_request import AccessRequest
from services.cases.domain.authority import Mandate
from services.cases.domain.classes import DataClass
from services.cases.ports.work import Work


async def still_reached(work: Work, request: AccessRequest, mandate: Mandate | None) -> frozenset[DataClass]:
    """Of what it reached when it was asked for; empty where she asked herself. Raises Conflict where it ended."""
    if not request.mandate_id:
        return frozenset()
    over = Conflict("the authority of whoever asked for her gives nothing today", code="authority-ended")
    if mandate is None or await work.account_links.person_of(mandate.account_id) != request.person_id:
        raise over
    confidences = await work.confidences.live([request.person_id])
    if any(one.organisation_id == request.organisation_id for one in confidences):
        raise over
    kept = {word for one in confidences for word in one.data_classes}
    reach = frozenset(word for word in request.reach if word in mandate.reach) - kept
    if not reach:
        raise over
    return reach
