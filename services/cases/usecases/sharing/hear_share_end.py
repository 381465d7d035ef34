"""A share is over, and an organisation that received it says that it knows."""

from chassis.clock import Clock
from chassis.errors import Conflict, NotFound
from chassis.tokens import Caller
from services.cases.domain.events import ShareEndHeard
from services.cases.domain.gate.disclosure import Refusal, decide, of_share
from services.cases.domain.sharing.share import Ended, Standing
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.sent_about import sent_about


class HearShareEnd:
    """What it took over before is its own by then, and its to keep or let go of; nothing more leaves to it."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, share_id: str, person_id: str = "") -> Standing:
        """`person_id`, where one is named, is whom it has to be about.

        Raises NotFound for whoever did not receive it, Conflict while it is live and when it was said before.
        """
        caller.must("shares:write")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            whose = (await work.shares.get(share_id)).person_id
            await work.people.locked(whose)
            standing = await work.shares.standing(share_id)
            facts = (await work.gate.facts(viewer, [whose], now))[whose]
            told = decide(viewer, of_share(standing.share), facts)
            theirs = viewer.organisation_id in standing.share.to_organisation_ids
            theirs = theirs and viewer.kind is ViewerKind.WORKER and not isinstance(told, Refusal)
            if not theirs or not sent_about(person_id, whose):
                raise NotFound("there is no such share")
            if standing.share.ended is Ended.NOT:
                raise Conflict("this share is not over", code="share-live")
            if viewer.organisation_id in standing.heard:
                raise Conflict("your organisation said before that it knows", code="end-heard")
            await work.shares.end_heard(share_id, viewer.organisation_id, caller.subject, now)
            work.tell(
                ShareEndHeard(
                    person_id=whose,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    share_id=share_id,
                )
            )
            heard = await work.shares.standing(share_id)
        return heard.seen_by(viewer.organisation_id)
