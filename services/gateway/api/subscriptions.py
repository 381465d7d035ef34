"""`/v1/subscriptions`: what a partner hears of, and what was sent to it."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter
from google.protobuf.timestamp_pb2 import Timestamp
from kith.cases.v1 import subscriptions_pb2 as pb
from pydantic import AfterValidator, AwareDatetime, Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import Asked, At, Cursor, IdInPath, Limit, Maybe, MaybeAt, Page, Shown, printable

router = APIRouter(route_class=Door, tags=["subscriptions"])


class Subscription(Shown):
    id: str
    organisation_id: str
    url: Maybe = Field(description="Where events are posted; null where they are pulled.")
    types: list[str] = Field(description="Empty for all types.")
    state: str = Field(description="`active` or `disabled`.")
    secret: Maybe = Field(
        description="`whsec_…` (Standard Webhooks); only in the answer that made it, where events are posted."
    )
    created_at: At


class Subscribe(Asked):
    url: (
        Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^https?://"), AfterValidator(printable)] | None
    ) = Field(None, description="Left out by who pulls: nothing is posted.")
    types: Annotated[list[Annotated[str, Field(pattern=r"^[a-z.\-]{1,60}$")]], Field(max_length=50)] = Field(
        default_factory=list, examples=[["case.record.added", "share.ended"]]
    )


class Delivery(Shown):
    id: str
    event_id: str
    type: str
    state: str = Field(
        description="`waiting`, `in_flight`, `delivered`, `exhausted`, `ready` (pulled); to councils `dropped`."
    )
    attempts: int
    last_status: int
    next_attempt_at: MaybeAt
    updated_at: MaybeAt
    sequence: int = Field(description="Counts this subscription's own events; 0 for none.")


class DroppedDelivery(Delivery):
    """What was not sent, and why: for the side that gives, never for the partner."""

    dropped_because: Maybe
    organisation_id: Maybe


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("is no time that there is in UTC") from None


class ReplaySince(Asked):
    since: Annotated[AwareDatetime, AfterValidator(_in_utc)] = Field(examples=["2026-11-01T00:00:00Z"])


class Replayed(Shown):
    queued: int


@router.post("/v1/subscriptions", status_code=201)
async def subscribe(asked: Subscribe, behind: Behind) -> Subscription:
    """Register an endpoint, or without one ask to pull. The signing secret is in this answer and never again."""
    return Subscription.of(await behind.subscriptions.CreateSubscription(pb.CreateSubscriptionRequest(**asked.wire())))


@router.get("/v1/subscriptions")
async def subscriptions(behind: Behind) -> Page[Subscription]:
    """The caller's."""
    answer = await behind.subscriptions.ListSubscriptions(pb.ListSubscriptionsRequest())
    return Page[Subscription](items=[Subscription.of(each) for each in answer.subscriptions])


@router.get("/v1/subscriptions/{subscription_id}/deliveries")
async def deliveries(
    subscription_id: IdInPath, behind: Behind, limit: Limit = 25, cursor: Cursor = ""
) -> Page[Delivery]:
    """What was sent to one of the caller's."""
    request = pb.ListDeliveriesRequest(subscription_id=subscription_id, limit=limit, cursor=cursor)
    answer = await behind.subscriptions.ListDeliveries(request)
    return Page[Delivery](items=[Delivery.of(each) for each in answer.deliveries], next_cursor=answer.next_cursor)


@router.post("/v1/subscriptions/{subscription_id}/replay", status_code=202)
async def replay(subscription_id: IdInPath, asked: ReplaySince, behind: Behind) -> Replayed:
    """Send again what was delivered after a moment; each is decided afresh."""
    request = pb.ReplayRequest(subscription_id=subscription_id, since=_timestamp(asked.since))
    return Replayed.of(await behind.subscriptions.Replay(request))


@router.get("/v1/dropped-deliveries")
async def dropped_deliveries(behind: Behind, limit: Limit = 25, cursor: Cursor = "") -> Page[DroppedDelivery]:
    """What was dropped of the caller's organisation's events, with the reason."""
    answer = await behind.subscriptions.ListDropped(pb.ListDroppedRequest(limit=limit, cursor=cursor))
    items = [DroppedDelivery.of(each) for each in answer.deliveries]
    return Page[DroppedDelivery](items=items, next_cursor=answer.next_cursor)


def _timestamp(at: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made
