"""The emergency accesses of an organisation that wait for review."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.tokens import Caller
from services.cases.domain.emergency import REPEATED, REPEATED_WITHIN, EmergencyAccess
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


@dataclass(frozen=True, slots=True)
class ToReview:
    """`lately`: how many the same worker opened in the 30 days up to this one, reviewed or not, this one too."""

    access: EmergencyAccess
    lately: int

    @property
    def repeated(self) -> bool:
        return self.lately >= REPEATED


class ListEmergencyAccesses:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> Sequence[ToReview]:
        """What was taken furthest first, then the oldest; never what is about the caller himself."""
        caller.must("emergency:review")
        own = viewer_of(caller).organisation_id
        async with self._work() as work:
            himself = await work.account_links.person_of(caller.subject)
            waiting = await work.emergencies.unreviewed(own, but_of=himself or "")
            if not waiting:
                return []
            since = min(access.opened_at for access in waiting) - REPEATED_WITHIN
            opened = await work.emergencies.lately(own, since)
        listed = [
            ToReview(
                access,
                sum(
                    by == access.opened_by and access.opened_at - REPEATED_WITHIN < at <= access.opened_at
                    for by, at in opened
                ),
            )
            for access in waiting
        ]
        return sorted(listed, key=lambda one: -one.access.escalated)
