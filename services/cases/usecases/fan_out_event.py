"""Something happened: one delivery is queued for each subscription whose partner may have a right to hear."""

from chassis.clock import Clock
from chassis.ids import Ids
from services.cases.domain.alias import AliasKind, unlinkable
from services.cases.domain.days import day
from services.cases.domain.delivery import Delivery, DeliveryState, Happening
from services.cases.ports.work import OpenWork, Work


class FanOutEvent:
    """Decides nothing: the gate is asked at each attempt. Only those are considered who could ever be let in, so that
    what is dropped, with its reason, is what somebody might miss."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, happening: Happening) -> int:
        """How many deliveries were queued; 0 for an event that was heard before."""
        now = self._clock.now()
        async with self._work() as work:
            if not await work.inbox.first("fan-out", happening.event_id):
                return 0
            audience = await self._audience(work, happening)
            subscriptions = [s for s in await work.subscriptions.of_any(audience) if s.wants(happening.type)]
            deliveries = [
                Delivery(
                    id=unlinkable(self._ids, "dlv"),
                    subscription_id=subscription.id,
                    recipient_id=subscription.organisation_id,
                    event_id=happening.event_id,
                    public_event_id=await work.aliases.of(
                        subscription.organisation_id, AliasKind.EVENT, happening.event_id
                    ),
                    type=happening.type,
                    person_id=happening.person_id,
                    organisation_id=happening.organisation_id,
                    object_id=happening.object_id,
                    data_class=happening.data_class,
                    happened_at=happening.at,
                    state=DeliveryState.WAITING,
                    attempts=0,
                    last_status=0,
                    next_attempt_at=now,
                    sequence=0,
                    dropped_because="",
                    updated_at=now,
                )
                for subscription in subscriptions
            ]
            await work.deliveries.add(deliveries)
        return len(deliveries)

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
        if happening.type == "involvement.changed":
            return await work.audience.of_network(person_id, day(self._clock.now()))
        return await work.audience.holders(person_id) - {organisation_id}
