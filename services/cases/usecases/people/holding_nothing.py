"""Before an agency's entry becomes somebody else's: nothing that the agency wrote or shares is moved by guesswork."""

from datetime import datetime

from chassis.errors import Conflict
from services.cases.domain.sharing.share import Ended
from services.cases.ports.work import Work


async def must_hold_nothing(work: Work, organisation_id: str, person_id: str, since: datetime | None = None) -> None:
    """Raises Conflict while the organisation has cases or live shares about the person; with `since`, such as it has
    only had since then.
    """
    shares = await work.shares.between(organisation_id, person_id)
    shared = any(
        s.share.ended is Ended.NOT
        and s.share.from_organisation_id == organisation_id
        and (since is None or s.share.created_at >= since)
        for s in shares
    )
    audience = work.audience
    wrote = await (audience.holders(person_id) if since is None else audience.wrote(person_id, since))
    if shared or organisation_id in wrote:
        raise Conflict("your organisation has cases or shares about this person; settle those first", code="in-use")
