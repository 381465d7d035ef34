"""A partner pulls the events it is entitled to, in order, from where it was."""

from dataclasses import dataclass, replace
from datetime import datetime

from chassis.clock import Clock
from chassis.errors import Conflict, Invalid, NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.gate.disclosure import Refusal
from services.cases.domain.subscriptions.alias import AliasKind
from services.cases.domain.subscriptions.delivery import KEPT, Delivery
from services.cases.domain.subscriptions.subscription import Subscription, SubscriptionState
from services.cases.domain.viewer import Viewer
from services.cases.ports.events import Feed, OpenFeed
from services.cases.ports.work import OpenWork
from services.cases.usecases.subscriptions.create_subscription import partner_of
from services.cases.usecases.subscriptions.let_go import LetGo
from services.cases.usecases.subscriptions.permit_event import permit_event

PAGE = 100
AT_ONCE = 50
"""Decided in one transaction."""
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Pulled:
    """An event as it is delivered, and the cursor of what comes after it: its own id, which tells nothing more."""

    cursor: str
    body: bytes


class PullEvents:
    """Nothing is given on the strength of having been let in, or given, before: the gate is asked afresh for each, and
    its leaf is written first. What it refuses leaves the feed for good, so that it is looked at once only; what it
    refused when it happened was never in it.
    """

    def __init__(self, work: OpenWork, feed: OpenFeed, ids: Ids, clock: Clock, issuer: str) -> None:
        self._work, self._feed, self._clock = work, feed, clock
        self._let_go = LetGo(ids, clock, issuer)

    async def __call__(self, caller: Caller, subscription_id: str, cursor: str, limit: int) -> list[Pulled]:
        """What comes after `cursor`, 1 to 100; empty for all of the last 30 days. `subscription_id` may be left out by
        who has one.

        Raises NotFound for another's subscription, Conflict for one that is disabled, Invalid for a cursor that is
        none of its own, or (`cursor-too-old`) that leads to nothing any more.
        """
        caller.must("events:read")
        viewer, since = partner_of(caller), self._clock.now() - KEPT
        async with self._feed() as feed:
            subscription = await _pulling(feed, viewer, subscription_id)
            place = await _place(feed, subscription, cursor, since) if cursor else 0
            rows = await feed.deliveries.feed(subscription.id, place, since, AT_ONCE)
        pulled: list[Pulled] = []
        most = max(1, min(limit or PAGE, PAGE))
        for _ in range(_ROUNDS):
            if rows:
                pulled += await self._round(viewer, subscription.id, rows, most - len(pulled))
            if len(rows) < AT_ONCE or len(pulled) == most:
                break
            async with self._feed() as feed:
                rows = await feed.deliveries.feed(subscription.id, rows[-1].position, since, AT_ONCE)
        return pulled

    async def _round(self, viewer: Viewer, subscription_id: str, rows: list[Delivery], most: int) -> list[Pulled]:
        now = self._clock.now()
        pulled: list[Pulled] = []
        async with self._work() as work:
            people = await work.people.held([row.person_id for row in rows])
            taken = await work.deliveries.taken([row.id for row in rows])
            subscription = await work.subscriptions.locked(subscription_id)
            for delivery in taken:
                if len(pulled) == most:
                    break
                permit = await permit_event(work, viewer, delivery, now)
                if isinstance(permit, Refusal):
                    await work.deliveries.put(delivery.kept_back(permit.rule, now))
                    continue
                person = people[delivery.person_id]
                left = await self._let_go(work, viewer, person, permit, delivery, subscription)
                await work.deliveries.put(replace(left.delivery, updated_at=now))
                subscription = left.subscription
                pulled.append(Pulled(delivery.public_event_id, left.body))
        return pulled


async def _pulling(feed: Feed, viewer: Viewer, subscription_id: str) -> Subscription:
    if subscription_id:
        one = await feed.subscriptions.get(subscription_id, viewer.organisation_id)
    else:
        own = await feed.subscriptions.of(viewer.organisation_id)
        if not own:
            raise Conflict("there is no subscription to pull from: make one first", code="no-subscription")
        if len(own) > 1:
            raise Invalid.field("subscription", "say which: there are several")
        one = own[0]
    if one.state is SubscriptionState.DISABLED:
        raise Conflict("this subscription is disabled and hears of nothing: make another", code="subscription-disabled")
    return one


async def _place(feed: Feed, subscription: Subscription, cursor: str, since: datetime) -> int:
    """The place of the event that a cursor is the id of."""
    try:
        event_id = await feed.aliases.real(subscription.organisation_id, AliasKind.EVENT, cursor)
    except NotFound:
        raise Invalid.field("cursor", "is none that this subscription gave; leave it out to begin again") from None
    last = await feed.deliveries.of_event(event_id, subscription.id)
    if last is None or last.happened_at < since:
        raise Invalid(
            f"the cursor is older than {KEPT.days} days, or another subscription's: begin again without one; what you "
            "had before comes with the same id",
            code="cursor-too-old",
        )
    return last.position
