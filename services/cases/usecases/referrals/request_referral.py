"""An organisation asks another to take on work with a person."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Denied, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import DataClass
from services.cases.domain.referrals.events import moved
from services.cases.domain.referrals.referral import Referral, due, words
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.sharing.create_share import CreateShare, ShareWish


@dataclass(frozen=True, slots=True)
class ReferralWish:
    """`share` is what goes with it, to the one organisation that is asked."""

    asks: str
    share: ShareWish


class RequestReferral:
    """What goes with it is a share like any other, and says whom it is about. To a private service nothing goes but
    the words and whom they are about, and only the duty desk or a manager asks.
    """

    def __init__(self, work: OpenWork, share: CreateShare, ids: Ids, clock: Clock) -> None:
        self._work, self._share, self._ids, self._clock = work, share, ids, clock

    async def __call__(self, caller: Caller, wish: ReferralWish) -> Referral:
        """Raises Invalid naming the field and the rule, Denied, NotFound, as sharing does."""
        caller.must("shares:write")
        viewer, now, asks = viewer_of(caller), self._clock.now(), words("asks", wish.asks)
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers refer the people their organisation works with")
        if not wish.share.private and DataClass.IDENTITY not in wish.share.data_classes:
            raise Invalid.field("data_classes", "must have identity among them: a referral says whom it is about")
        async with self._work() as work:
            await work.people.locked(wish.share.person_id)
            if earlier := await work.idempotency.earlier(caller):
                return await work.referrals.told(viewer, earlier)
            share = (await self._share.within(work, viewer, wish.share, now)).share
            [to] = share.to_organisation_ids
            referral = Referral(
                id=self._ids.new("rfr"),
                person_id=share.person_id,
                from_organisation_id=share.from_organisation_id,
                to_organisation_id=to,
                share_id=share.id,
                private=share.private,
                asks=asks,
                requested_at=now,
                requested_by=caller.subject,
                due_on=due(share.purpose, now),
            )
            await work.referrals.add(referral)
            await work.idempotency.keep(caller, referral.id)
            work.tell(*moved(referral, viewer.organisation_id, caller.subject))
        return referral
