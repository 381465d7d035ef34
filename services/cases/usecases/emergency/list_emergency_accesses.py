"""The emergency accesses of an organisation that wait for review."""

from dataclasses import dataclass

from chassis.tokens import Caller
from services.cases.domain.emergency import REPEATED, REPEATED_WITHIN, EmergencyAccess
from services.cases.domain.viewer import viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.paged import Paged, paged


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

    async def __call__(self, caller: Caller, page: Page) -> Paged[ToReview]:
        """What was taken furthest first, then the oldest; never what is about the caller himself."""
        caller.must("emergency:review")
        viewer = viewer_of(caller)
        async with self._work() as work:
            waiting = paged(await work.emergencies.unreviewed(viewer, page.and_one), page, _place)
            if not waiting.items:
                return Paged([], None)
            since = min(access.opened_at for access in waiting.items) - REPEATED_WITHIN
            opened = await work.emergencies.lately(viewer.organisation_id, since)
        listed = [
            ToReview(
                access,
                sum(
                    by == access.opened_by and access.opened_at - REPEATED_WITHIN < at <= access.opened_at
                    for by, at in opened
                ),
            )
            for access in waiting.items
        ]
        return Paged(listed, waiting.after)


def _place(one: EmergencyAccess) -> Place:
    return Place(one.opened_at, one.id, one.escalated)
