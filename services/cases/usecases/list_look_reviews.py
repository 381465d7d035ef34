"""The looks of an organisation that wait for somebody outside the line, and guesses that led to none."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.look_patterns import GUESSED, TOLD_WITHIN
from services.cases.domain.look_review import Guesses, LookToReview
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.reviewing import may_judge

_MOST = 200


@dataclass(frozen=True, slots=True)
class LooksToReview:
    """`reviews`: what was taken furthest first, then the oldest. `guesses`: of the last day, the most first."""

    reviews: Sequence[LookToReview]
    guesses: Sequence[Guesses]


class ListLookReviews:
    """Without the reviewer's own looks and guesses, and looks at himself. Of whom somebody guessed is not kept, so that
    to be told how often leaves no disclosure.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller) -> LooksToReview:
        caller.must("looks:review")
        viewer, since = viewer_of(caller), self._clock.now() - TOLD_WITHIN
        async with self._work() as work:
            waiting = await work.look_reviews.waiting(viewer.organisation_id, _MOST)
            guesses = await work.recent_looks.guesses(viewer.organisation_id, since, GUESSED)
            himself = await work.account_links.person_of(viewer.subject)
        return LooksToReview(
            [one for one in waiting if may_judge(viewer, one.review, himself)],
            [one for one in guesses if one.account_id != viewer.subject],
        )
