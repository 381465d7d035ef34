"""What an organisation keeps back from residents and has to look at again."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.domain.withheld import ToReview
from services.cases.ports.work import OpenWork
from services.cases.usecases.reviewing import may_know_of


class ListWithheld:
    """Without what the reviewer looked at or kept back himself, and what is kept back from him."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller) -> Sequence[ToReview]:
        """Those whose day has come, what was taken furthest first."""
        caller.must("withheld:release")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            return ()
        now = self._clock.now()
        async with self._work() as work:
            return [
                one
                for one in await work.withheld.to_review(viewer.organisation_id, day(now))
                if one.withheld.reviewable_by(viewer.subject) and await may_know_of(work, viewer, one.withheld, now)
            ]
