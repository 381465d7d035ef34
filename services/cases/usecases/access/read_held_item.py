"""An officer reads one item of a subject access request, to decide about it."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Denied, NotFound
from chassis.tokens import Caller
from services.cases.domain.access.events import HeldItemRead
from services.cases.domain.access.held_item import Bar, Entry, key
from services.cases.domain.access.request import AccessRequest
from services.cases.domain.days import day
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.access.answering import to_answer
from services.cases.usecases.access.held import Held, entry, held


@dataclass(frozen=True, slots=True)
class Opened:
    """`redacted` is as it would leave without the marked words; None where nothing is marked."""

    held: Held
    whole: Entry
    redacted: Entry | None


async def to_be_read(work: Work, request: AccessRequest, which: tuple[str, str]) -> Held:
    """Raises NotFound, Denied for what stays out of every copy."""
    found = next((one for one in await held(work, request) if one.item.key == which), None)
    if found is None:
        raise NotFound("there is no such item")
    if found.item.barred is not Bar.NONE:
        raise Denied("this stays out of every copy; there is nothing to decide", code="kept-back")
    return found


class ReadHeldItem:
    def __init__(self, work: OpenWork, mandates: Mandates, clock: Clock) -> None:
        self._work, self._mandates, self._clock = work, mandates, clock

    async def __call__(self, caller: Caller, request_id: str, kind: str, item_id: str) -> Opened:
        """While the request is open, for its officer and for a second look. Leaves a leaf.

        Raises NotFound, Conflict once it was answered, Denied for what stays out of every copy: it is nobody's to read
        on this account.
        """
        caller.must("access-requests:answer")
        which, today = key(kind, item_id), day(self._clock.now())
        acted_for = await self._mandates.acted_for(caller.subject)
        async with self._work() as work:
            request = await to_answer(work, caller, request_id, acted_for)
            request.must_wait()
            found = await to_be_read(work, request, which)
            item = found.item
            whole = await entry(work, request, item, today, redacted=False)
            redacted = await entry(work, request, item, today, redacted=True) if item.marked else None
            work.tell(
                HeldItemRead(
                    person_id=request.person_id,
                    organisation_id=request.organisation_id,
                    by=caller.subject,
                    request_id=request.id,
                    item_kind=item.kind,
                    item_id=item.id,
                )
            )
        return Opened(found, whole, redacted)
