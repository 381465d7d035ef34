"""The bytes of a document, on a basis that is live at the moment they begin to leave."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.audit.withheld import Withholding
from services.cases.domain.documents.document import Attached, name_to_save
from services.cases.domain.purposes import purpose
from services.cases.domain.viewer import viewer_of
from services.cases.ports.documents import Contents, whole
from services.cases.ports.work import OpenWork
from services.cases.usecases.casework.permit_record import permit_record
from services.cases.usecases.disclose import Disclose


@dataclass(frozen=True, slots=True)
class Content:
    """`name` is what to save it as. `parts` are read as they are asked for."""

    name: str
    document: Attached
    parts: AsyncIterator[bytes]


class GetContent:
    """The gate decides, and its leaf is written, before the first byte is read."""

    def __init__(self, work: OpenWork, contents: Contents, disclose: Disclose, clock: Clock) -> None:
        self._work, self._contents, self._disclose, self._clock = work, contents, disclose, clock

    async def __call__(self, caller: Caller, record_id: str, why: str, withholding: Withholding | None) -> Content:
        """`why` may be empty where the acting context has a purpose.

        Raises Invalid without any purpose, NotFound (for a record that is no file too), or Denied where it was shared
        and is no longer.
        """
        caller.must("records:read")
        viewer = viewer_of(caller)
        reason = purpose(why or viewer.purpose)
        async with self._work() as work:
            found = await permit_record(work, viewer, record_id, reason, self._clock.now())
            shown = found.record.seen_by(viewer)
            if shown.document is None:
                raise NotFound("there is nothing here that you may see")
            document = await work.documents.locked(shown.id)
            await self._disclose(
                work,
                viewer,
                found.person,
                found.permit,
                what="record",
                holder_id=shown.organisation_id,
                classes=[shown.data_class],
                withholding=withholding,
                record_ids=[shown.id],
            )
        return Content(name_to_save(shown.title, document.kind), shown.document, whole(self._contents, document))
