"""What a record said before it was corrected, towards whoever may read the record, and nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.alias import AliasKind
from services.cases.domain.disclosure import Refusal, What, decide
from services.cases.domain.purposes import purpose
from services.cases.domain.record import Earlier
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.get_record import reading, to_the_minute


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
            real_id = record_id
            if viewer.kind is ViewerKind.PARTNER:
                real_id = await work.aliases.real(viewer.organisation_id, AliasKind.RECORD, record_id)
            person_id = await work.records.whose(real_id)
            person = (await work.people.held([person_id]))[person_id]
            record = await work.records.get(real_id)
            facts = (await work.gate.facts(viewer, [person_id], now))[person_id]
            permit = decide(viewer, reading(record, reason, What.HISTORY), facts)
            if isinstance(permit, Refusal):
                raise permit.problem()
            await self._disclose(
                work,
                viewer,
                person,
                permit,
                what="history",
                holder_id=record.organisation_id,
                classes=[record.data_class],
                record_ids=[record.id],
            )
            versions = [e.seen_by(viewer, record) for e in await work.records.history(viewer, reason, real_id, now)]
        if viewer.kind is ViewerKind.PARTNER:
            versions = [replace(e, record_id=record_id, until=to_the_minute(e.until)) for e in versions]
        return History(versions, permit.because)
