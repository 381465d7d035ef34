"""A referral and what goes with it, to somebody whom the gate tells of them."""

from datetime import datetime

from chassis.errors import NotFound
from services.cases.domain.days import day
from services.cases.domain.gate.disclosure import of_share
from services.cases.domain.referrals.events import moved, share_ended
from services.cases.domain.referrals.referral import Referral
from services.cases.domain.sharing.share import Ended, Standing
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.ports.work import Work
from services.cases.usecases.permit import permitted_or_raise


async def told(work: Work, viewer: Viewer, referral_id: str, now: datetime) -> tuple[Referral, Standing]:
    """As they are while this unit of work holds the person. A referral is told as its share is. Raises NotFound."""
    if viewer.kind is not ViewerKind.WORKER:
        raise NotFound("there is nothing here that you may see")
    found = await work.referrals.told(viewer, referral_id)
    await work.people.locked(found.person_id)
    referral = await work.referrals.told(viewer, referral_id)
    standing = await work.shares.standing(referral.share_id)
    facts = (await work.gate.facts(viewer, [referral.person_id], now))[referral.person_id]
    permitted_or_raise(viewer, of_share(standing.share), facts)
    return referral, standing


async def asked(work: Work, viewer: Viewer, referral_id: str, now: datetime) -> tuple[Referral, Standing]:
    """To whoever works where it was sent. Raises NotFound."""
    referral, standing = await told(work, viewer, referral_id, now)
    if viewer.organisation_id != referral.to_organisation_id:
        raise NotFound("there is nothing here that you may see")
    return referral, standing


async def keep(work: Work, viewer: Viewer, referral: Referral) -> None:
    """As it is now; the two organisations hear."""
    await work.referrals.put(referral)
    work.tell(*moved(referral, viewer.organisation_id, viewer.subject))


async def end_with(work: Work, viewer: Viewer, standing: Standing, why: str, now: datetime) -> None:
    """What went with it ends, unless it has."""
    if standing.share.ended is Ended.NOT:
        over = standing.share.over(standing.ended(day(now)) or Ended.BY_GIVER, now)
        await work.shares.put(over)
        work.tell(share_ended(over, viewer.subject, why))
