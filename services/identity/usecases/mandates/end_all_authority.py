"""What closing an account does to those who act for its owner, and to those whom she acts for."""

from dataclasses import replace
from datetime import datetime

from services.identity.domain.events import MandateOver
from services.identity.ports import Work
from services.identity.usecases.mandates.end_authority import end_authority


async def end_all_authority(work: Work, account_id: str, now: datetime, *, by: str) -> None:
    """Every mandate about the account or held by it, and every sitting with it, is over."""
    for mandate in (*await work.mandates.of(account_id), *await work.mandates.held_by(account_id)):
        if mandate.ended_at is None:
            await work.mandates.put(replace(mandate, ended_at=now))
            await end_authority(work, mandate.id, now)
            work.tell(MandateOver.of("ended", mandate.account_id, mandate.id), by=by)
    for sitting, _ in await work.sittings.of(account_id):
        if sitting.live(now):
            await work.sittings.put(replace(sitting, ended_at=now))
            await end_authority(work, sitting.id, now)
