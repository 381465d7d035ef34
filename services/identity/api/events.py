"""What others hear of identity (topic `kith.identity.v1`, keyed by account, nothing personal), and what it hears."""

from collections.abc import Awaitable, Callable, Sequence

from kith.directory.v1 import events_pb2 as directory_pb
from kith.identity.v1.events_pb2 import AccountClosed as AccountClosedMessage
from kith.identity.v1.events_pb2 import IdentityEvent
from kith.identity.v1.events_pb2 import MandateOver as MandateOverMessage
from kith.identity.v1.events_pb2 import ProofCompleted as ProofCompletedMessage
from kith.identity.v1.events_pb2 import ProofDoubted as ProofDoubtedMessage
from kith.identity.v1.events_pb2 import ProofWithdrawn as ProofWithdrawnMessage

from chassis.bus import Record
from chassis.clock import Clock
from chassis.outbox import Outgoing
from services.identity.domain.events import (
    AccountClosed,
    Event,
    MandateOver,
    ProofCompleted,
    ProofDoubted,
    ProofWithdrawn,
)
from services.identity.domain.workplaces.staff import StaffMember
from services.identity.usecases.workplaces.follow_staff import FollowStaff

TOPIC = "kith.identity.v1"
DIRECTORY = "kith.directory.v1"


def encode(event: Event, event_id: str, clock: Clock) -> Outgoing | None:
    """The record to publish; None for what stays in the log."""
    message = IdentityEvent(id=event_id)
    message.at.FromDatetime(now := clock.now())
    match event:
        case ProofCompleted(about=account_id, facts=facts):
            message.proof_completed.CopyFrom(
                ProofCompletedMessage(account_id=account_id, proof_id=facts["proof_id"], confidence=facts["confidence"])
            )
        case ProofDoubted(about=account_id):
            message.proof_doubted.CopyFrom(ProofDoubtedMessage(account_id=account_id))
        case ProofWithdrawn(about=account_id):
            message.proof_withdrawn.CopyFrom(ProofWithdrawnMessage(account_id=account_id))
        case MandateOver(about=account_id, facts=facts):
            message.mandate_over.CopyFrom(MandateOverMessage(account_id=account_id, mandate_id=facts["mandate_id"]))
        case AccountClosed(about=account_id):
            message.account_closed.CopyFrom(AccountClosedMessage(account_id=account_id))
        case _:
            return None
    return Outgoing(event_id, TOPIC, event.about, event.kind, message.SerializeToString(), now)


def hear_directory(follow: FollowStaff) -> Callable[[Sequence[Record]], Awaitable[None]]:
    """Professionals, as they come, change and leave."""

    async def handle(records: Sequence[Record]) -> None:
        for record in records:
            event = directory_pb.DirectoryEvent.FromString(record.value)
            if event.WhichOneof("event") == "staff_changed":
                changed = event.staff_changed
                await follow(event.id, changed.organisation_id, [_member(member) for member in changed.members])

    return handle


def _member(message: directory_pb.StaffMember) -> StaffMember:
    return StaffMember(message.professional_id, message.external_id, message.email_sha256, message.working)
