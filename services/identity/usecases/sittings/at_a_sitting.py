"""What every verb of a sitting begins with."""

from datetime import datetime

from chassis.errors import NotFound, TooMany
from chassis.tokens import Caller
from services.identity.domain.proofs.proof import Claims
from services.identity.domain.sittings.sitting import Sitting
from services.identity.domain.throttle import Bucket
from services.identity.ports import Work
from services.identity.usecases.sittings.as_officer import as_officer


async def at_sitting(work: Work, caller: Caller, sitting_id: str, now: datetime) -> tuple[Sitting, Claims]:
    """The caller's own live sitting, locked. Raises NotFound for anybody else's, and once it is over."""
    as_officer(caller, "assisted:write")
    sitting, claims = await work.sittings.locked(sitting_id)
    if not sitting.of(caller.subject, caller.claim("sid"), now):
        raise NotFound("there is no such sitting")
    return sitting, claims


async def not_too_often(work: Work, caller: Caller, what: str, bucket: Bucket, now: datetime) -> None:
    """Raises TooMany when one officer does more of something than one officer should."""
    if not await work.throttle.fill(("officer", what, caller.subject), bucket, now):
        raise TooMany("that is more than one officer does; ask a colleague to go on", retry_after=bucket.wait)
