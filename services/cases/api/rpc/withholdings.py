"""Withholdings over the wire."""

from kith.cases.v1 import people_pb2 as pb
from kith.cases.v1 import sharing_pb2

from chassis.clock import Clock
from services.cases.api.rpc.instants import stamp
from services.cases.domain.audit.withheld import ToReview, Withholding, withholding


def withholding_in(request: pb.Withholding, clock: Clock) -> Withholding | None:
    """None where the message is empty. Raises Invalid."""
    if not request.ByteSize():
        return None
    return withholding(request.ground, request.reason, request.review_on, clock.now())


def withheld(one: ToReview) -> sharing_pb2.WithheldDisclosure:
    look, kept_back = one.look, one.withheld.withholding
    return sharing_pb2.WithheldDisclosure(
        disclosure_id=look.id,
        person_id=look.person_id,
        at=stamp(look.at),
        by=look.by,
        role=look.role,
        what=look.what,
        data_classes=look.data_classes,
        purpose=look.purpose,
        because=look.because,
        ground=kept_back.ground,
        reason=kept_back.reason,
        kept_because=one.withheld.kept_because,
        review_on=kept_back.review_on.isoformat(),
        escalated_to=one.withheld.escalated.word,
    )
