"""A worker records how a person may safely be contacted, as she told him."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from chassis.clock import Clock
from chassis.errors import Denied, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.contacts.safe_contact import LONGEST, Channel, Limits, SafeContact, Weekday
from services.cases.domain.days import last_day
from services.cases.domain.people.events import SafeContactRecorded
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.must_hold import must_hold

T = TypeVar("T", Channel, Weekday)


@dataclass(frozen=True, slots=True)
class ContactWish:
    """As it came: words and a day (YYYY-MM-DD); no channel for "do not contact", no days for every day."""

    person_id: str
    channels: Collection[str]
    days: Collection[str]
    from_hour: int
    to_hour: int
    never_at_address: bool
    language: str
    interpreter: bool
    through: str
    words: str
    review_on: str


class RecordSafeContact:
    """In place of what his organisation recorded before. By one that works with her, private ones too."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, wish: ContactWish) -> SafeContact:
        """Raises Invalid naming the field, NotFound for whom the organisation does not know, Denied."""
        caller.must("people:write")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers record how a person may be contacted")
        contact = SafeContact(
            id=self._ids.new("sct"),
            person_id=wish.person_id,
            organisation_id=viewer.organisation_id,
            limits=Limits(
                frozenset(_word(Channel, "channels", each) for each in wish.channels),
                frozenset(_word(Weekday, "days", each) for each in wish.days) or frozenset(Weekday),
                (wish.from_hour, wish.to_hour),
                wish.never_at_address,
            ),
            language=wish.language,
            interpreter=wish.interpreter,
            through=wish.through.strip(),
            words=wish.words.strip(),
            recorded_by=caller.subject,
            recorded_at=now,
            review_on=last_day("review_on", wish.review_on, now, LONGEST),
        ).checked()
        async with self._work() as work:
            await work.people.locked(wish.person_id)
            await work.people.shown_as(wish.person_id, viewer, now)
            await must_hold(work, viewer, wish.person_id, "", now)
            if earlier := await work.idempotency.earlier(caller):
                return await work.safe_contacts.get(earlier)
            await work.safe_contacts.add(contact)
            await work.idempotency.keep(caller, contact.id)
            work.tell(
                SafeContactRecorded(
                    person_id=contact.person_id,
                    organisation_id=contact.organisation_id,
                    by=caller.subject,
                    contact_id=contact.id,
                )
            )
        return contact


def _word(kind: type[T], field: str, word: str) -> T:
    """Raises Invalid."""
    try:
        return kind(word)
    except ValueError:
        raise Invalid.field(field, f"must be among {', '.join(kind)}") from None
