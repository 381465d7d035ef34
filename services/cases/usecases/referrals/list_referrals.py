"""The referrals an organisation made or was sent: filtered in the database, each decided again before it is told."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.gate.disclosure import of_share
from services.cases.domain.referrals.referral import Referral
from services.cases.domain.sharing.share import Ended
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.paged import Paged, paged
from services.cases.usecases.permit import permitted


class ListReferrals:
    """That there are these, between whom and how they stand; what is asked, and how it ended, is read one by one."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, page: Page, *, waiting: bool = False) -> Paged[Referral]:
        """The newest first. `waiting`: only what the caller's organisation has yet to answer, and can today."""
        caller.must("shares:read")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            return Paged((), None)
        async with self._work() as work:
            found = await work.referrals.shown(viewer, day(now), page.and_one, waiting=waiting)
            shown = paged(found, page, lambda one: Place(one.requested_at, one.id))
            told = await work.shares.standings([one.share_id for one in shown.items])
            # Without what was erased since it was found.
            there = [one for one in shown.items if one.share_id in told]
            facts = await work.gate.facts(viewer, [one.person_id for one in there], now)
            permitted(viewer, [of_share(told[one.share_id].share) for one in there], facts)
        stand = [
            replace(one, asks="", said="", state=one.stands(told[one.share_id].ended(day(now)) is Ended.NOT))
            for one in there
        ]
        return Paged(stand, shown.after)
