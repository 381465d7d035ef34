"""An officer reads a file to decide whether it leaves; once the copy is released, he hands over those it lists."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.access.events import AccessFileHandedOver, HeldItemRead
from services.cases.domain.access.held_item import ItemKind
from services.cases.ports.documents import Contents
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork
from services.cases.usecases.access.answering import to_answer
from services.cases.usecases.access.file_in_copy import file_in_copy, file_of
from services.cases.usecases.access.hand_over_access_copy import must_be_handed_over
from services.cases.usecases.access.read_held_item import to_be_read
from services.cases.usecases.documents.get_content import Content


class GetAccessContent:
    """By the rules of the item, or of the copy, that it belongs to. Leaves a leaf before the first byte."""

    def __init__(self, work: OpenWork, mandates: Mandates, contents: Contents, clock: Clock) -> None:
        self._work, self._mandates, self._contents, self._clock = work, mandates, contents, clock

    async def __call__(self, caller: Caller, request_id: str, record_id: str) -> Content:
        """Raises NotFound, Denied, Conflict."""
        caller.must("access-requests:answer")
        async with self._work() as work:
            mandate_id = (await work.access_requests.get(request_id)).mandate_id
        mandate = await self._mandates.now(mandate_id) if mandate_id else None
        acted_for = await self._mandates.acted_for(caller.subject)
        async with self._work() as work:
            request = await to_answer(work, caller, request_id, acted_for)
            whose = {"person_id": request.person_id, "organisation_id": request.organisation_id, "by": caller.subject}
            if request.released_at is None:
                item = (await to_be_read(work, request, (ItemKind.RECORD, record_id))).item
                content = await file_of(work, self._contents, record_id, (await work.records.get(record_id)).title)
                work.tell(HeldItemRead(**whose, request_id=request.id, item_kind=item.kind, item_id=item.id))
            else:
                await must_be_handed_over(work, request, mandate, self._clock.now())
                content = await file_in_copy(work, self._contents, request, record_id)
                work.tell(AccessFileHandedOver(**whose, request_id=request.id, record_id=record_id))
        return content
