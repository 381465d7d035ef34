"""Things happened: each is queued for each subscription whose partner may have a right to hear, and has a place in the
feed of those whose partner has it now.
"""

from dataclasses import replace
from datetime import datetime

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.ids import Ids
from services.cases.domain.days import day
from services.cases.domain.gate.disclosure import Refusal
from services.cases.domain.subscriptions.alias import AliasKind, unlinkable
from services.cases.domain.subscriptions.delivery import Delivery, DeliveryState, Happening
from services.cases.domain.subscriptions.subscription import Subscription
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.subscriptions.permit_event import permit_event


class FanOutEvent:
    """The gate is asked at each attempt and each pull; here it decides only on the place in the feed, so that what was
    never let in takes none and nothing about it can be counted or timed. Only those are considered who could ever be
    let in, so that what is dropped, with its reason, is what somebody might miss."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, *happenings: Happening) -> int:
        """How many deliveries were queued; none for an event that was heard before."""
        now = self._clock.now()
        async with self._work() as work:
            new = [one for one in happenings if await work.inbox.first("fan-out", one.event_id)]
            await work.people.held([happening.person_id for happening in new])
            wanting = [(happening, which) for happening in new for which in await self._wanting(work, happening)]
            # Locked in one order for everybody: who has a place is committed before who gets the next.
            locked = {which: await work.subscriptions.locked(which) for which in sorted({w for _, w in wanting})}
            deliveries = list[Delivery]()
            for happening, which in wanting:
                delivery = await self._queued(work, locked[which], happening, now)
                if delivery.position:
                    locked[which] = replace(locked[which], position=delivery.position)
                    await work.subscriptions.put(locked[which])
                deliveries.append(delivery)
            await work.deliveries.add(deliveries)
        return len(deliveries)

    async def _wanting(self, work: Work, happening: Happening) -> list[str]:
        audience = await self._audience(work, happening)
        return [one.id for one in await work.subscriptions.of_any(audience) if one.wants(happening.type)]

    async def _queued(self, work: Work, subscription: Subscription, happening: Happening, now: datetime) -> Delivery:
        delivery = Delivery(
            id=unlinkable(self._ids, "dlv"),
            subscription_id=subscription.id,
            recipient_id=subscription.organisation_id,
            event_id=happening.event_id,
            public_event_id=await work.aliases.of(subscription.organisation_id, AliasKind.EVENT, happening.event_id),
            type=happening.type,
            person_id=happening.person_id,
            organisation_id=happening.organisation_id,
            object_id=happening.object_id,
            data_class=happening.data_class,
            happened_at=happening.at,
            state=DeliveryState.WAITING if subscription.url else DeliveryState.READY,
            attempts=0,
            last_status=0,
            next_attempt_at=now if subscription.url else None,
            sequence=0,
            dropped_because="",
            updated_at=now,
        )
        viewer = Viewer(ViewerKind.PARTNER, subscription.client_id, subscription.organisation_id)
        permit = await permit_event(work, viewer, delivery, now)
        if isinstance(permit, Refusal):
            return delivery if subscription.url else delivery.dropped(permit.rule, now)
        return replace(delivery, position=subscription.position + 1, pullable=True)

    async def _audience(self, work: Work, happening: Happening) -> set[str]:
        person_id, organisation_id = happening.person_id, happening.organisation_id
        if happening.type in ("share.granted", "share.ended"):
            return await work.audience.of_share(happening.object_id)
        if happening.type in ("case.opened", "case.closed", "case.reopened", "case.record.added"):
            return await work.audience.of_holding(person_id, organisation_id)
        if happening.type == "case.record.corrected":
            # They may still have what it said before; whoever never read it has nothing to put right.
            return {organisation_id} | await work.audience.readers(happening.object_id)
        if happening.type == "case.record.erased":
            return await work.audience.recalled(happening.object_id)
        if happening.type == "referral.changed":
            return await work.audience.of_referral(happening.object_id)
        if happening.type == "concern.raised":
            return await self._hearing(work, happening)
        if happening.type in ("involvement.changed", "account-link.changed"):
            return await work.audience.of_network(person_id, day(self._clock.now()))
        return await work.audience.holding_openly(person_id) - {organisation_id}

    async def _hearing(self, work: Work, happening: Happening) -> set[str]:
        """Whom a concern excludes must not be in any list of what was dropped, nor of an allegation anybody."""
        try:
            concern = await work.concerns.get(happening.object_id)
        except NotFound:
            return set()  # erased since
        if concern.allegation:
            return set()
        network = await work.audience.of_network(happening.person_id, day(self._clock.now()))
        return {concern.council_id} | (network - concern.excluded)
