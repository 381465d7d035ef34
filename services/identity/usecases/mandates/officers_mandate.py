"""What the verbs that change a mandate share."""

from chassis.errors import Conflict, Denied
from chassis.tokens import Caller
from services.identity.domain.mandates.mandate import Mandate
from services.identity.ports import Work
from services.identity.usecases.sittings.as_officer import as_officer


async def officers_mandate(work: Work, caller: Caller, mandate_id: str) -> Mandate:
    """A mandate for an officer to change, locked. Raises NotFound, Denied for the officer's own, Conflict once over."""
    as_officer(caller, "mandates:write")
    mandate = await work.mandates.locked(mandate_id)
    if caller.actor in (mandate.account_id, mandate.proxy_id):
        raise Denied("ask a colleague to change what concerns you", code="own-mandate")
    if mandate.ended_at:
        raise Conflict("this authority is over", code="mandate-ended")
    return mandate
