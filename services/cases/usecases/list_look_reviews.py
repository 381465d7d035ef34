"""The looks of an organisation that wait for somebody outside the line."""

from collections.abc import Sequence

from chassis.tokens import Caller
from services.cases.domain.look_review import LookToReview
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.reviewing import may_judge

_MOST = 200


class ListLookReviews:
    """Without the reviewer's own looks, and those at himself."""

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> Sequence[LookToReview]:
        """What was taken furthest first, then the oldest."""
        caller.must("looks:review")
        viewer = viewer_of(caller)
        async with self._work() as work:
            waiting = await work.look_reviews.waiting(viewer.organisation_id, _MOST)
            himself = await work.account_links.person_of(viewer.subject)
        return [one for one in waiting if may_judge(viewer, one.review, himself)]
