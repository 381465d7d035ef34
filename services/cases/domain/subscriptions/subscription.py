"""A partner's standing wish to hear of events."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chassis.errors import Invalid

EVENT_TYPES = frozenset(
    {
        "case.opened",
        "case.closed",
        "case.reopened",
        "case.record.added",
        "case.record.corrected",
        "case.record.erased",
        "share.granted",
        "share.ended",
        "involvement.changed",
        "referral.changed",
        "emergency-access.opened",
        "concern.raised",
        "account-link.changed",
    }
)
SUBSCRIPTIONS_EACH = 20


class SubscriptionState(StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Subscription:
    """`types` is empty for all; `url` where nothing is to be posted: events are pulled. `sealed_secret` is the signing
    secret, encrypted. `sequence` counts its own events; `position`, which no partner sees, the places of its feed.
    """

    id: str
    organisation_id: str
    client_id: str
    url: str
    types: frozenset[str]
    state: SubscriptionState
    sealed_secret: bytes
    sequence: int
    created_at: datetime
    position: int = 0

    def wants(self, event_type: str) -> bool:
        return self.state is SubscriptionState.ACTIVE and (not self.types or event_type in self.types)


def checked_types(types: frozenset[str]) -> frozenset[str]:
    """Raises Invalid naming a type that does not exist."""
    if unknown := types - EVENT_TYPES:
        raise Invalid.field("types", f"there is no event type {min(unknown)}")
    return types
