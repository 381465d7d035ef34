"""The referrals an organisation made or was sent: filtered in the database, each decided again before it is told."""

from collections.abc import Sequence
from dataclasses import replace

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.disclosure import of_share
from services.cases.domain.referral import Referral
from services.cases.domain.share import Ended
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.permit import permitted


class ListReferrals:
    """That there are these, between whom and how they stand; what is asked, and how it ended, is read one by one."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller) -> Sequence[Referral]:
        """The newest first."""
        caller.must("shares:read")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            return []
        async with self._work() as work:
            found = await work.referrals.shown(viewer)
            told = {one.share.id: one for one in await work.shares.shown(viewer, "")}
            facts = await work.gate.facts(viewer, [one.person_id for one in found], now)
            permitted(viewer, [of_share(told[one.share_id].share) for one in found], facts)
        return [
            replace(one, asks="", said="", state=one.stands(told[one.share_id].ended(day(now)) is Ended.NOT))
            for one in found
        ]
