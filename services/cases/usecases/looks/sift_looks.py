"""Every look is gone through after it was answered: those that somebody outside the line must judge are flagged."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from chassis.clock import Clock
from chassis.errors import Unavailable
from chassis.ids import Ids
from chassis.log import logger
from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.days import day
from services.cases.domain.looks.events import LookFlagged, LookPassedOver
from services.cases.domain.looks.patterns import (
    AREA_FROM,
    GATHERED,
    GATHERED_WITHIN,
    GUESSED,
    GUESSED_WITHIN,
    MANY,
    MANY_WITHIN,
    areas,
    many,
)
from services.cases.domain.looks.review import LookReview, Why, sampled
from services.cases.domain.looks.tie import Home, Tie
from services.cases.domain.people.person import Knowledge, Particulars
from services.cases.domain.rounds.round import SAW_ON_ROUND
from services.cases.ports.keys import Keys
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.people.particulars import particulars_of

_BATCH = 25
PASSED_IN_A_ROW = 10
_Waiting = tuple[str, str, str, Why]
"""An organisation, an account, a person ("" for many), and why: one of each waits at a time."""


class SiftLooks:
    """Reads the log behind the sequencer, so that no answer, statement or moment of a look depends on whether it is
    flagged. One of a worker, a person and a reason waits at a time. What happened inside a hub is not gone through:
    it is its host's only.
    """

    def __init__(self, work: OpenWork, keys: Keys, ids: Ids, clock: Clock, draw: Callable[[], float]) -> None:
        self._work, self._keys, self._ids, self._clock, self._draw = work, keys, ids, clock, draw
        self._passed = 0

    async def __call__(self) -> int:
        """Goes through a batch; of how many entries. Call again while it is not 0.

        One that cannot be gone through is passed over, for good, so that those behind it are not kept from anybody.
        Raises what so many in a row fail with: then it is not the looks, and the rest waits until it is mended.
        """
        for most in (_BATCH, 1):
            try:
                return await self._through(most)
            except Unavailable:
                raise
            except Exception as error:
                failed = error
        return await self._pass_over(failed)

    async def _pass_over(self, failed: Exception) -> int:
        """Raises what a store raises that is away: then it was not the look. No key of a new name is at hand."""
        if self._passed == PASSED_IN_A_ROW:
            raise failed
        await self._keys.fetch(self._ids.new("key"))
        async with self._work() as work:
            place, look_id = await work.look_reviews.pass_over()
            work.tell(LookPassedOver(person_id="", organisation_id="", by="timer", disclosure_id=look_id))
        self._passed += 1
        logger().error("look passed over", cursor=place, exc_info=failed)
        return 1

    async def _through(self, most: int) -> int:
        async with self._work() as work:
            logged, entries = await work.look_reviews.unsifted(most)
            looks = [one for one in logged if one.organisation_id and not one.enquiry_id]
            # Whom a worker is named with, or her duty desk answers for, she did not choose to look at.
            chosen = [one for one in looks if one.what != SAW_ON_ROUND]
            waiting = {_what(one) for one in await work.look_reviews.of_accounts({look.by for look in looks})}
            flagged = [
                *await self._tied(work, looks),
                *await self._standing_out(work, chosen, waiting),
                *((one, Why.SAMPLED) for one in chosen if sampled(one, self._draw())),
            ]
            await self._flag(work, flagged, waiting)
        self._passed = 0 if looks else self._passed
        return entries

    async def _tied(self, work: Work, looks: Sequence[Disclosure]) -> list[tuple[Disclosure, Why]]:
        ties = await work.ties.of_accounts({one.by for one in looks})
        found = list[tuple[Disclosure, Why]]()
        for look in looks:
            hers = [tie for tie in ties if tie.account_id == look.by and tie.counts_at(look.organisation_id)]
            if not hers:
                continue
            known = await work.people.known_of([look.person_id], look.organisation_id)
            found += [(look, why) for why in sorted(_why(hers, known, await particulars_of(self._keys, known)))]
        return found

    async def _standing_out(
        self, work: Work, looks: Sequence[Disclosure], waiting: Iterable[_Waiting]
    ) -> list[tuple[Disclosure, Why]]:
        if not looks:
            return []
        first, last = min(one.at for one in looks), max(one.at for one in looks)
        await work.recent_looks.forget(first - max(MANY_WITHIN, GATHERED_WITHIN))
        # Nothing here changes the answer between two looks, so it is asked once.
        accounts = {(one.organisation_id, one.by) for one in looks}
        guessing = [
            who
            for who in sorted(accounts)
            if await work.recent_looks.missed(*who, first - GUESSED_WITHIN, last) >= GUESSED
        ]
        whom = {one.person_id for one in looks}
        working = {today: await work.involvements.working(whom, today) for today in {day(one.at) for one in looks}}
        at_many = {one for one in waiting if one[-1] is Why.MANY}
        found = list[tuple[Disclosure, Why]]()
        for look in looks:
            own, at = look.organisation_id, look.at
            await work.recent_looks.add(look)
            # Colleagues are counted only beside somebody who looked at many and does not wait already: that is seldom.
            if (own, look.by, "", Why.MANY) not in at_many:
                since, today = at - MANY_WITHIN, day(at)
                others = await work.recent_looks.not_hers(own, look.by, since, today)
                if others >= MANY and many(look.by, await work.recent_looks.not_theirs(own, since, today)):
                    at_many.add((own, look.by, "", Why.MANY))
                    found.append((look, Why.MANY))
            # Who guessed that often before any of them may not have within the hour before this one.
            guessed = (own, look.by) in guessing
            if guessed and await work.recent_looks.missed(own, look.by, at - GUESSED_WITHIN, at) >= GUESSED:
                found.append((look, Why.GUESSED))
            if (own, look.person_id) in working[day(at)]:
                continue
            if await work.recent_looks.lookers(own, look.person_id, at - GATHERED_WITHIN) >= GATHERED:
                found.append((look, Why.GATHERED))
            if await _far(work, look):
                found.append((look, Why.FAR))
        return found

    async def _flag(self, work: Work, flagged: Sequence[tuple[Disclosure, Why]], waiting: set[_Waiting]) -> None:
        reviews = list[LookReview]()
        for look, why in flagged:
            review = LookReview(
                id=self._ids.new("rev"),
                disclosure_id=look.id,
                person_id=look.person_id,
                organisation_id=look.organisation_id,
                by=look.by,
                why=why,
                flagged_at=self._clock.now(),
            )
            if _what(review) not in waiting:
                waiting.add(_what(review))
                reviews.append(review)
        await work.look_reviews.add(reviews)
        work.tell(
            *(
                LookFlagged(
                    person_id=one.person_id,
                    organisation_id=one.organisation_id,
                    by="timer",
                    review_id=one.id,
                    disclosure_id=one.disclosure_id,
                    why=one.why,
                )
                for one in reviews
            )
        )


def _why(ties: Iterable[Tie], known: Sequence[Knowledge], particulars: Mapping[str, Particulars]) -> set[Why]:
    return {
        Why.HOUSEHOLD if isinstance(tie.subject, Home) else Why.KNOWN_PRIVATELY
        for tie in ties
        if any(tie.touches(k, particulars[k.id]) for k in known)
    }


async def _far(work: Work, look: Disclosure) -> bool:
    """She lives, as far as this organisation may know, in no postcode area of anybody it knows. Unknown is not far."""
    known = await work.people.known_of([look.person_id], look.organisation_id)
    hers = areas(one.identity.postcode for one in known)
    if not hers:
        return False
    people, near = await work.people.known_from(look.organisation_id, hers, AREA_FROM)
    return people >= AREA_FROM and not near


def _what(review: LookReview) -> _Waiting:
    whom = "" if review.why is Why.MANY else review.person_id
    return review.organisation_id, review.by, whom, review.why
