"""What somebody's authority reaches at the moment at which a copy is made or handed to them."""

from chassis.errors import Conflict
from services.cases.domain.access.request import AccessRequest
from services.cases.domain.classes import DataClass
from services.cases.domain.consents.authority import Mandate
from services.cases.ports.work import Work
from services.cases.usecases.consents.kept_from_proxies import kept_from_proxies


async def still_reached(work: Work, request: AccessRequest, mandate: Mandate | None) -> frozenset[DataClass]:
    """Of what it reached when it was asked for; empty where she asked herself. Raises Conflict where it ended."""
    if not request.mandate_id:
        return frozenset()
    over = Conflict("the authority of whoever asked for her gives nothing today", code="authority-ended")
    if mandate is None or await work.account_links.person_of(mandate.account_id) != request.person_id:
        raise over
    kept = await kept_from_proxies(work, request.person_id, [request.organisation_id])
    if kept is None:
        raise over
    reach = frozenset(word for word in request.reach if word in mandate.reach) - kept
    if not reach:
        raise over
    return reach
