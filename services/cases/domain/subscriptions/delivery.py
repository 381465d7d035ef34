"""One event on its way to one subscription, at least once, decided afresh at each attempt and each pull.

    waiting ──permitted──▶ in_flight ──2xx──▶ delivered ──replayed──▶ waiting
       │                      └──else──▶ waiting, later; after the last try exhausted
       └──refused by the gate──▶ dropped, with the reason (for the councils' side only)
    ready (nothing is posted to this subscription: it pulls) ──refused by the gate──▶ dropped

In flight is committed before anything is sent. A row found in flight after the time-out belongs to a process that
died: it is attempted again with the same event id.

Beside that, what the gate let in when it happened has a place in the subscription's feed, in the order of events, and
may be pulled from there; what it refused has none. Refused once at an attempt or a pull, it is out for good.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus

TIME_OUT = timedelta(seconds=15)
LOST_AFTER = timedelta(seconds=20)
"""When an attempt in flight is taken for lost: the time-out, and time to write its end down."""

# Standard Webhooks 1.0, "Deliverability and reliability"; the first is at once.
RETRIES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
ATTEMPTS = len(RETRIES) + 1
_JITTER = 0.1
_LONGEST_WAIT = timedelta(days=1)


KEPT = timedelta(days=30)
"""For how long after it happened an event may be pulled."""


class DeliveryState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    IN_FLIGHT = "in_flight"
    DELIVERED = "delivered"
    EXHAUSTED = "exhausted"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as it was published: `organisation_id` is whose act it was, `object_id` what it is about."""

    event_id: str
    type: str
    person_id: str
    organisation_id: str
    object_id: str
    data_class: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """`id` and `public_event_id` are the partner's own; `event_id` is ours. `organisation_id` is whose act the event
    was, `recipient_id` who is to hear. `sequence` is 0 until the gate first let it go, and then never changes.
    `position` is its place in the feed, 0 for none; no partner ever sees it.
    """

    id: str
    subscription_id: str
    recipient_id: str
    event_id: str
    public_event_id: str
    type: str
    person_id: str
    organisation_id: str
    object_id: str
    data_class: str
    happened_at: datetime
    state: DeliveryState
    attempts: int
    last_status: int
    next_attempt_at: datetime | None
    sequence: int
    dropped_because: str
    updated_at: datetime
    position: int = 0
    pullable: bool = False

    def sent(self, now: datetime) -> "Delivery":
        """In flight, for the gate has let it go."""
        return replace(
            self,
            state=DeliveryState.IN_FLIGHT,
            attempts=self.attempts + 1,
            next_attempt_at=now + LOST_AFTER,
            updated_at=now,
        )

    def dropped(self, because: str, now: datetime) -> "Delivery":
        """Refused by the gate: never tried again by itself."""
        return replace(
            self,
            state=DeliveryState.DROPPED,
            dropped_because=because,
            next_attempt_at=None,
            pullable=False,
            updated_at=now,
        )

    def kept_back(self, because: str, now: datetime) -> "Delivery":
        """Refused by the gate at a pull. What was posted, or is in flight, stays told as it was."""
        if self.state in (DeliveryState.WAITING, DeliveryState.READY):
            return self.dropped(because, now)
        return replace(self, pullable=False)

    def given_up(self, now: datetime) -> "Delivery":
        """No further attempt: the subscription is disabled, or the last one was lost."""
        return replace(self, state=DeliveryState.EXHAUSTED, next_attempt_at=None, updated_at=now)

    def answered(self, answer: "Answer", now: datetime, chance: float) -> "Delivery":
        """After an attempt. `chance`, from 0 to 1, spreads retries by a tenth."""
        done = replace(self, last_status=answer.status, updated_at=now, next_attempt_at=None)
        if answer.accepted:
            return replace(done, state=DeliveryState.DELIVERED)
        if answer.gone or self.attempts >= ATTEMPTS:
            return replace(done, state=DeliveryState.EXHAUSTED)
        wait = RETRIES[self.attempts - 1] * (1 + _JITTER * chance)
        if answer.retry_after is not None:
            wait = max(wait, min(answer.retry_after, _LONGEST_WAIT))
        return replace(done, state=DeliveryState.WAITING, next_attempt_at=now + wait)

    def again(self, now: datetime) -> "Delivery":
        """Queued anew from the first attempt, same event id: a replay."""
        return replace(
            self, state=DeliveryState.WAITING, attempts=0, last_status=0, next_attempt_at=now, updated_at=now
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: an HTTP status, or 0 when nothing did. A redirect is a failure: we follow nobody inside."""

    status: int
    retry_after: timedelta | None = None

    @property
    def accepted(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def gone(self) -> bool:
        """The receiver wants no more, ever."""
        return self.status == HTTPStatus.GONE
