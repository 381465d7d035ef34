"""What others hear of identity's events: topic `kith.identity.v1`, keyed by account; nothing personal."""

from kith.identity.v1.events_pb2 import AccountClosed as AccountClosedMessage
from kith.identity.v1.events_pb2 import IdentityEvent
from kith.identity.v1.events_pb2 import ProofCompleted as ProofCompletedMessage

from chassis.clock import Clock
from chassis.outbox import Outgoing
from services.identity.domain.events import AccountClosed, Event, ProofCompleted

TOPIC = "kith.identity.v1"


def encode(event: Event, event_id: str, clock: Clock) -> Outgoing | None:
    """The record to publish; None for what stays in the log."""
    message = IdentityEvent(id=event_id)
    message.at.FromDatetime(now := clock.now())
    match event:
        case ProofCompleted(about=account_id, facts=facts):
            message.proof_completed.CopyFrom(
                ProofCompletedMessage(account_id=account_id, proof_id=facts["proof_id"], confidence=facts["confidence"])
            )
        case AccountClosed(about=account_id):
            message.account_closed.CopyFrom(AccountClosedMessage(account_id=account_id))
        case _:
            return None
    return Outgoing(event_id, TOPIC, event.about, event.kind, message.SerializeToString(), now)
