"""What ending, stopping or suspending authority to act for another comes down to."""

from datetime import datetime

from services.identity.domain.authorization.revocation import Revocation
from services.identity.ports import Work


async def end_authority(work: Work, handle: str, now: datetime) -> None:
    """Every token that rests on the mandate or sitting is over within seconds, wherever it is held."""
    await work.revocations.add(Revocation.for_good("acting", handle, now))
