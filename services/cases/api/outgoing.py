"""An event as others hear it: `kith.cases.v1.CaseEvent`, thin, keyed by person."""

from datetime import datetime

from kith.cases.v1 import events_pb2 as pb

from chassis.outbox import Outgoing
from services.cases.domain.events import (
    CaseOpened,
    EmergencyAccessOpened,
    Event,
    InvolvementChanged,
    RecordAdded,
    ShareEnded,
    ShareGranted,
)

TOPIC = "kith.cases.v1"


def encode(event: Event, event_id: str, at: datetime, sequence: int) -> Outgoing:
    """`sequence` is the person's own counter."""
    message = pb.CaseEvent(
        id=event_id, person_id=event.person_id, organisation_id=event.organisation_id, sequence=sequence
    )
    message.at.FromDatetime(at)
    match event:
        case CaseOpened():
            message.case_opened.case_id = event.case_id
        case RecordAdded():
            message.record_added.case_id = event.case_id
            message.record_added.record_id = event.record_id
            message.record_added.data_class = event.data_class
        case ShareGranted():
            message.share_granted.share_id = event.share_id
        case ShareEnded():
            message.share_ended.share_id = event.share_id
        case InvolvementChanged():
            message.involvement_changed.involvement_id = event.involvement_id
        case EmergencyAccessOpened():
            message.emergency_access_opened.emergency_access_id = event.emergency_access_id
    payload = message.SerializeToString(deterministic=True)
    return Outgoing(event_id, TOPIC, event.person_id, event.kind, payload, at)
