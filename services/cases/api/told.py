"""What cases publishes on `kith.cases.v1`, in the order of each person's sequence: ids only."""

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp
from kith.cases.v1 import events_pb2 as pb

from chassis.outbox import Outgoing
from services.cases.domain import events
from services.cases.domain.concerns.events import ConcernRaised
from services.cases.domain.referrals.events import ReferralChanged

TOPIC = "kith.cases.v1"


def encode(event: events.Event, event_id: str, at: datetime, sequence: int) -> Outgoing:
    """The event as others see it."""
    instant = Timestamp()
    instant.FromDatetime(at)
    said = pb.CaseEvent(
        id=event_id,
        at=instant,
        person_id=event.person_id,
        organisation_id=event.organisation_id,
        sequence=sequence,
    )
    match event:
        case events.CaseOpened(case_id=case_id):
            said.case_opened.case_id = case_id
        case events.CaseClosed(case_id=case_id):
            said.case_closed.case_id = case_id
        case events.CaseReopened(case_id=case_id):
            said.case_reopened.case_id = case_id
        case events.RecordAdded():
            said.record_added.case_id = event.case_id
            said.record_added.record_id = event.record_id
            said.record_added.data_class = event.data_class
        case events.RecordCorrected():
            said.record_corrected.case_id = event.case_id
            said.record_corrected.record_id = event.record_id
            said.record_corrected.data_class = event.data_class
        case events.RecordErased(record_id=record_id):
            said.record_erased.record_id = record_id
        case events.ShareGranted(share_id=share_id):
            said.share_granted.share_id = share_id
        case events.ShareEnded(share_id=share_id):
            said.share_ended.share_id = share_id
        case events.InvolvementChanged(involvement_id=involvement_id):
            said.involvement_changed.involvement_id = involvement_id
        case events.AccountLinkChanged(link_id=link_id):
            said.account_link_changed.link_id = link_id
        case ReferralChanged(referral_id=referral_id):
            said.referral_changed.referral_id = referral_id
        case events.EmergencyAccessOpened(emergency_access_id=access_id):
            said.emergency_access_opened.emergency_access_id = access_id
        case events.EmergencyReviewOverdue():
            said.emergency_review_overdue.emergency_access_id = event.emergency_access_id
            said.emergency_review_overdue.to = event.to
        case ConcernRaised(concern_id=concern_id):
            said.concern_raised.concern_id = concern_id
        case _:
            raise TypeError(f"{type(event).__name__} has no form on the wire")
    return Outgoing(
        id=event_id, topic=TOPIC, key=event.person_id, type=event.kind, payload=said.SerializeToString(), at=at
    )
