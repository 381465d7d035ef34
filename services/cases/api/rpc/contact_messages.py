"""Safe contacts as messages."""

from collections.abc import Iterable

from kith.cases.v1 import people_pb2 as pb

from services.cases.api.rpc.instants import stamp
from services.cases.domain.contacts.message import Message
from services.cases.domain.contacts.safe_contact import Channel, Limits, Reach, SafeContact, Weekday
from services.cases.usecases.contacts.record_safe_contact import ContactWish


def contact_in(request: pb.RecordSafeContactRequest) -> ContactWish:
    return ContactWish(
        person_id=request.person_id,
        channels=request.channels,
        days=request.days,
        from_hour=request.from_hour,
        to_hour=request.to_hour,
        never_at_address=request.never_at_address,
        language=request.language,
        interpreter=request.interpreter,
        through=request.through,
        words=request.words,
        review_on=request.review_on,
    )


def safe_contact(one: SafeContact) -> pb.SafeContact:
    first, last = one.limits.hours
    return pb.SafeContact(
        id=one.id,
        person_id=one.person_id,
        channels=sorted(one.limits.channels),
        days=_days(one.limits),
        from_hour=first,
        to_hour=last,
        never_at_address=one.limits.never_at_address,
        language=one.language,
        interpreter=one.interpreter,
        through=one.through,
        words=one.words,
        recorded_by=one.recorded_by,
        recorded_at=stamp(one.recorded_at),
        review_on=one.review_on.isoformat(),
    )


def reach(one: Reach, now: Iterable[Channel]) -> pb.Reach:
    first, last = one.limits.hours
    return pb.Reach(
        channels=sorted(one.limits.channels),
        now=sorted(now),
        days=_days(one.limits),
        from_hour=first,
        to_hour=last,
        never_at_address=one.limits.never_at_address,
        language=one.language,
        interpreter=one.interpreter,
        details=one.details,
    )


def message(one: Message) -> pb.Message:
    return pb.Message(
        id=one.id,
        person_id=one.person_id,
        kind=one.kind,
        about_id=one.about_id,
        state=one.state,
        made_at=stamp(one.made_at),
        how=one.how,
    )


def _days(limits: Limits) -> list[str]:
    return [each for each in Weekday if each in limits.days]
