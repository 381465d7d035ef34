"""A flagged look that nobody judged in time is taken to the data protection officer."""

from dataclasses import replace

from chassis.clock import Clock
from services.cases.domain.looks.events import LookReviewOverdue
from services.cases.ports.due import Due
from services.cases.ports.work import OpenWork
from services.cases.usecases.each_by_itself import each_by_itself


class EscalateLookReviews:
    """One look, one transaction: stopped at any point, it goes on where it stopped, and tells of each once."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self) -> int:
        """Takes a batch further; how many that were. Call again while it is not 0."""
        return await each_by_itself(
            self._work, lambda work, most: work.look_reviews.overdue(self._clock.now(), most), self._further
        )

    async def _further(self, overdue: Due) -> None:
        async with self._work() as work:
            review = await work.look_reviews.locked(overdue.id)
            to = review.overdue(self._clock.now())
            if to <= review.escalated:
                return
            await work.look_reviews.put(replace(review, escalated=to))
            work.tell(
                LookReviewOverdue(
                    person_id=review.person_id,
                    organisation_id=review.organisation_id,
                    by="timer",
                    review_id=review.id,
                    to=to.word,
                )
            )
