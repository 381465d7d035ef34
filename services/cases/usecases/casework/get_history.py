"""What a record said before it was corrected, towards whoever may read the record, and nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.casework.record import Earlier
from services.cases.domain.gate.disclosure import What
from services.cases.domain.purposes import purpose
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.casework.get_record import to_the_minute
from services.cases.usecases.casework.permit_record import permit_record
from services.cases.usecases.disclose import Disclose


@dataclass(frozen=True, slots=True)
class History:
    """Newest first; empty where it was never corrected. `because` says in a sentence on what basis it was read."""

    versions: Sequence[Earlier]
    because: str


class GetHistory:
    def __init__(self, work: OpenWork, disclose: Disclose, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, disclose, clock

    async def __call__(self, caller: Caller, record_id: str, why: str) -> History:
        """Raises Invalid without any purpose, NotFound, or Denied where it was shared and is no longer."""
        caller.must("records:read")
        viewer, now = viewer_of(caller), self._clock.now()
        reason = purpose(why or viewer.purpose)
        async with self._work() as work:
            found = await permit_record(work, viewer, record_id, reason, now, What.HISTORY)
            record, permit = found.record, found.permit
            await self._disclose(
                work,
                viewer,
                found.person,
                permit,
                what="history",
                holder_id=record.organisation_id,
                classes=[record.data_class],
                record_ids=[record.id],
            )
            versions = [e.seen_by(viewer, record) for e in await work.records.history(viewer, reason, record.id, now)]
        if viewer.kind is ViewerKind.PARTNER:
            versions = [replace(e, record_id=record_id, until=to_the_minute(e.until)) for e in versions]
        return History(versions, permit.because)
