"""`kith.cases.v1.Subscriptions`."""

from dataclasses import dataclass
from datetime import UTC
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import subscriptions_pb2 as pb
from kith.cases.v1 import subscriptions_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.instants import stamp
from services.cases.domain.subscriptions.delivery import Delivery
from services.cases.domain.subscriptions.subscription import Subscription
from services.cases.ports.events import OpenFeed, Webhooks
from services.cases.ports.keys import Keys
from services.cases.ports.work import OpenWork
from services.cases.usecases.subscriptions.create_subscription import CreateSubscription
from services.cases.usecases.subscriptions.list_deliveries import PAGE, ListDeliveries
from services.cases.usecases.subscriptions.list_dropped import ListDropped
from services.cases.usecases.subscriptions.list_subscriptions import ListSubscriptions
from services.cases.usecases.subscriptions.pull_events import PullEvents
from services.cases.usecases.subscriptions.replay import Replay

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class SubscriptionVerbs:
    create_subscription: CreateSubscription
    list_subscriptions: ListSubscriptions
    list_deliveries: ListDeliveries
    replay: Replay
    pull_events: PullEvents
    list_dropped: ListDropped

    @classmethod
    def over(
        cls, work: OpenWork, feed: OpenFeed, keys: Keys, partners: Webhooks, ids: Ids, clock: Clock, issuer: str
    ) -> "SubscriptionVerbs":
        return cls(
            create_subscription=CreateSubscription(work, keys, partners, ids, clock),
            list_subscriptions=ListSubscriptions(work),
            list_deliveries=ListDeliveries(work),
            replay=Replay(work, clock),
            pull_events=PullEvents(work, feed, ids, clock, issuer),
            list_dropped=ListDropped(work),
        )


class SubscriptionsServicer(pb_grpc.SubscriptionsServicer):
    def __init__(self, verbs: SubscriptionVerbs) -> None:
        self._verbs = verbs

    async def CreateSubscription(self, request: pb.CreateSubscriptionRequest, context: Context) -> pb.Subscription:
        made, secret = await self._verbs.create_subscription(caller(), request.url, frozenset(request.types))
        return _subscription(made, secret)

    async def ListSubscriptions(
        self, request: pb.ListSubscriptionsRequest, context: Context
    ) -> pb.ListSubscriptionsResponse:
        found = await self._verbs.list_subscriptions(caller())
        return pb.ListSubscriptionsResponse(subscriptions=[_subscription(one) for one in found])

    async def ListDeliveries(self, request: pb.ListDeliveriesRequest, context: Context) -> pb.ListDeliveriesResponse:
        limit = min(request.limit or PAGE, PAGE)
        found = await self._verbs.list_deliveries(caller(), request.subscription_id, request.cursor, limit)
        return pb.ListDeliveriesResponse(
            deliveries=[_delivery(one) for one in found], next_cursor=found[-1].id if len(found) == limit else ""
        )

    async def Replay(self, request: pb.ReplayRequest, context: Context) -> pb.ReplayResponse:
        since = request.since.ToDatetime(UTC)
        return pb.ReplayResponse(queued=await self._verbs.replay(caller(), request.subscription_id, since))

    async def PullEvents(self, request: pb.PullEventsRequest, context: Context) -> pb.PullEventsResponse:
        pulled = await self._verbs.pull_events(caller(), request.subscription_id, request.cursor, request.limit)
        return pb.PullEventsResponse(events=[pb.PulledEvent(cursor=one.cursor, body=one.body) for one in pulled])

    async def ListDropped(self, request: pb.ListDroppedRequest, context: Context) -> pb.ListDroppedResponse:
        limit = min(request.limit or PAGE, PAGE)
        found = await self._verbs.list_dropped(caller(), request.cursor, limit)
        return pb.ListDroppedResponse(
            deliveries=[_dropped(one) for one in found], next_cursor=found[-1].id if len(found) == limit else ""
        )


def _subscription(one: Subscription, secret: str = "") -> pb.Subscription:
    return pb.Subscription(
        id=one.id,
        organisation_id=one.organisation_id,
        url=one.url,
        types=sorted(one.types),
        state=one.state,
        secret=secret,
        created_at=stamp(one.created_at),
    )


def _delivery(one: Delivery) -> pb.Delivery:
    """As its partner sees it: in its own names."""
    return pb.Delivery(
        id=one.id,
        event_id=one.public_event_id,
        type=one.type,
        state=one.state,
        attempts=one.attempts,
        last_status=one.last_status,
        next_attempt_at=stamp(one.next_attempt_at) if one.next_attempt_at else None,
        updated_at=stamp(one.updated_at),
        sequence=one.sequence,
    )


def _dropped(one: Delivery) -> pb.Delivery:
    """As the organisation whose event it was sees it."""
    return pb.Delivery(
        id=one.id,
        event_id=one.event_id,
        type=one.type,
        state=one.state,
        attempts=one.attempts,
        last_status=one.last_status,
        updated_at=stamp(one.updated_at),
        dropped_because=one.dropped_because,
        organisation_id=one.recipient_id,
    )
