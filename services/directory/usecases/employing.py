"""What the verbs about one employee share: who may decide about whom."""

from chassis.errors import Denied
from chassis.tokens import Caller
from services.directory.domain.ids import ProfessionalId
from services.directory.domain.professional import Professional
from services.directory.ports import Work


async def employee(work: Work, caller: Caller, which: ProfessionalId) -> Professional:
    """An operator decides about anybody, an organisation's administrator about those who work there.

    Raises Denied without `directory:write` or for another organisation, NotFound.
    """
    caller.must("directory:write")
    found = await work.professionals.get(which)
    if caller.kind != "operator" and found.organisation != caller.claim("org"):
        raise Denied("you can only do this for your own organisation", code="other-organisation")
    return found
