"""The organisation that gave a share ends it."""

from chassis.clock import Clock
from chassis.errors import Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.gate.disclosure import Refusal, decide, of_share
from services.cases.domain.referrals.events import share_ended
from services.cases.domain.sharing.share import Ended, Share
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.sent_about import sent_about


class EndShare:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, share_id: str, reason: str, person_id: str = "") -> Share:
        """`person_id`, where one is named, is whom it has to be about.

        Raises Invalid without a reason, NotFound for another's share and for one that the caller is not told of,
        Conflict when it is over already.
        """
        caller.must("shares:write")
        viewer, now = viewer_of(caller), self._clock.now()
        if not reason.strip():
            raise Invalid.field("reason", "is missing")
        async with self._work() as work:
            whose = (await work.shares.get(share_id)).person_id
            await work.people.locked(whose)
            share = await work.shares.get(share_id)
            facts = (await work.gate.facts(viewer, [whose], now))[whose]
            told = decide(viewer, of_share(share), facts)
            own = share.from_organisation_id == viewer.organisation_id
            if not own or isinstance(told, Refusal) or not sent_about(person_id, whose):
                raise NotFound("there is no such share")
            share = share.over(Ended.BY_GIVER, now)
            await work.shares.put(share)
            work.tell(share_ended(share, caller.subject, reason.strip()))
        return share
