"""The looks of an organisation that wait for somebody outside the line, and guesses that led to none."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.looks.patterns import GUESSED, TOLD_WITHIN
from services.cases.domain.looks.review import Guesses, LookToReview
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.paged import paged


@dataclass(frozen=True, slots=True)
class LooksToReview:
    """`reviews`: what was taken furthest first, then the oldest. `guesses`: of the last day, the most first, on
    each page the same. `after` is where the next page begins, if there is one.
    """

    reviews: Sequence[LookToReview]
    guesses: Sequence[Guesses]
    after: Place | None


class ListLookReviews:
    """Without the reviewer's own looks and guesses, and looks at himself. Of whom somebody guessed is not kept, so that
    to be told how often leaves no disclosure.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, page: Page) -> LooksToReview:
        caller.must("looks:review")
        viewer, since = viewer_of(caller), self._clock.now() - TOLD_WITHIN
        async with self._work() as work:
            worker = viewer.kind is ViewerKind.WORKER
            waiting = await work.look_reviews.waiting(viewer, page.and_one) if worker else ()
            guesses = await work.recent_looks.guesses(viewer.organisation_id, since, GUESSED)
        shown = paged(waiting, page, _place)
        return LooksToReview(shown.items, [one for one in guesses if one.account_id != viewer.subject], shown.after)


def _place(one: LookToReview) -> Place:
    return Place(one.review.flagged_at, one.review.id, one.review.escalated)
