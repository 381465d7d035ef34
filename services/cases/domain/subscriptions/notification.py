"""What a partner is sent: a CloudEvents 1.0 event in structured JSON, thin. "Something happened; come and fetch."

Every id in it is an alias of that partner; the time is cut to the minute; the fetch is decided afresh.
"""

from datetime import UTC
from typing import Any

from services.cases.domain.subscriptions.alias import AliasKind
from services.cases.domain.subscriptions.delivery import Delivery

CONTENT_TYPE = "application/cloudevents+json"

OBJECTS = {
    "case.opened": AliasKind.CASE,
    "case.closed": AliasKind.CASE,
    "case.reopened": AliasKind.CASE,
    "case.record.added": AliasKind.RECORD,
    "case.record.corrected": AliasKind.RECORD,
    "case.record.erased": AliasKind.RECORD,
    "share.granted": AliasKind.SHARE,
    "share.ended": AliasKind.SHARE,
    "involvement.changed": AliasKind.INVOLVEMENT,
    "referral.changed": AliasKind.REFERRAL,
    "emergency-access.opened": AliasKind.EMERGENCY_ACCESS,
    "concern.raised": AliasKind.CONCERN,
    "account-link.changed": AliasKind.ACCOUNT_LINK,
}
"""What each type of event is about."""

_WHERE = {
    "case.opened": "/v1/cases/{object}",
    "case.closed": "/v1/cases/{object}",
    "case.reopened": "/v1/cases/{object}",
    "case.record.added": "/v1/records/{object}",
    "case.record.corrected": "/v1/records/{object}",
    "involvement.changed": "/v1/people/{person}/network",
}


def notification(delivery: Delivery, issuer: str, person: str, thing: str, *, bare: bool) -> dict[str, Any]:
    """The event to send; `person` and `thing` are the partner's aliases of whom and what it is about.

    A `bare` one says which thing, and nothing about the person: that a share ended, or what became of a record that it
    may not read.
    """
    event = {
        "specversion": "1.0",
        "id": delivery.public_event_id,
        "source": issuer,
        "type": delivery.type,
        "time": delivery.happened_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:00Z"),
        "sequence": str(delivery.sequence),
        "datacontenttype": "application/json",
        "data": {"id": thing},
    }
    if bare:
        return event
    event["subject"] = person
    if where := _WHERE.get(delivery.type):
        event["data"] = {"id": thing, "url": issuer + where.format(object=thing, person=person)}
    return event
