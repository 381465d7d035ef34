"""A withholding over the wire."""

from kith.cases.v1 import people_pb2 as pb

from chassis.clock import Clock
from services.cases.domain.withheld import Withholding, withholding


def withholding_in(request: pb.Withholding, clock: Clock) -> Withholding | None:
    """None where the message is empty. Raises Invalid."""
    if not request.ByteSize():
        return None
    return withholding(request.ground, request.reason, request.review_on, clock.now())
