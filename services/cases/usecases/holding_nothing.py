"""Before an agency's entry becomes somebody else's: nothing that the agency wrote or shares is moved by guesswork."""

from chassis.errors import Conflict
from services.cases.domain.share import Ended
from services.cases.ports.work import Work


async def must_hold_nothing(work: Work, organisation_id: str, person_id: str) -> None:
    """Raises Conflict while the organisation has cases or live shares about the person."""
    shares = await work.shares.between(organisation_id, person_id)
    shared = any(s.share.ended is Ended.NOT and s.share.from_organisation_id == organisation_id for s in shares)
    if shared or organisation_id in await work.audience.holders(person_id):
        raise Conflict("your organisation has cases or shares about this person; settle those first", code="in-use")
