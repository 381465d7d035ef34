"""Somebody outside the worker's line judges a look."""

from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.looks.events import LookReviewed
from services.cases.domain.looks.review import LookReview
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.reviewing import may_judge


class JudgeLook:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, review_id: str, judgement: str, reason: str) -> LookReview:
        """Raises NotFound outside the organisation, and to whoever looked: he does not learn that he was flagged;
        Invalid, and Conflict when it was judged.
        """
        caller.must("looks:review")
        viewer = viewer_of(caller)
        async with self._work() as work:
            review = await work.look_reviews.locked(review_id)
            if not await may_judge(work, viewer, review):
                raise NotFound("there is no such look to review")
            judged = review.judged(caller.subject, judgement, reason)
            await work.look_reviews.put(judged)
            work.tell(
                LookReviewed(
                    person_id=review.person_id,
                    organisation_id=review.organisation_id,
                    by=caller.subject,
                    review_id=review.id,
                    judgement=judgement,
                )
            )
        return judged
