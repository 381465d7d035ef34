"""One record with its content, on a basis that is live at the moment it leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.audit.withheld import Withholding
from services.cases.domain.casework.record import Record
from services.cases.domain.objection import Objection
from services.cases.domain.purposes import purpose
from services.cases.domain.subscriptions.alias import AliasKind
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.casework.permit_record import permit_record
from services.cases.usecases.disclose import Disclose


@dataclass(frozen=True, slots=True)
class Read:
    """`because` says in a sentence on what basis it was read. `objections` are hers that stand beside the record."""

    record: Record
    because: str
    objections: Sequence[Objection] = ()


class GetRecord:
    """A partner's client asks, and is answered, in names that only that partner knows."""

    def __init__(self, work: OpenWork, disclose: Disclose, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, disclose, clock

    async def __call__(self, caller: Caller, record_id: str, why: str, withholding: Withholding | None) -> Read:
        """`why` may be empty where the acting context has a purpose.

        Raises Invalid without any purpose, NotFound, or Denied where it was shared and is no longer.
        """
        caller.must("records:read")
        viewer = viewer_of(caller)
        reason = purpose(why or viewer.purpose)
        async with self._work() as work:
            found = await permit_record(work, viewer, record_id, reason, self._clock.now())
            record, person, permit = found.record, found.person, found.permit
            await self._disclose(
                work,
                viewer,
                person,
                permit,
                what="record",
                holder_id=record.organisation_id,
                classes=[record.data_class],
                withholding=withholding,
                record_ids=[record.id],
            )
            record = record.seen_by(viewer)
            hers = await work.objections.towards(record.organisation_id, person.id)
            beside = [one for one in hers if one.is_beside(record.data_class)]
            if viewer.kind is ViewerKind.PARTNER:
                record = await named_for(viewer, record, work)
        return Read(record, permit.because, beside)


async def named_for(viewer: Viewer, record: Record, work: Work) -> Record:
    """The record under the partner's own names for it, its case and its person; to the minute, as two partners could
    compare microseconds."""
    organisation = viewer.organisation_id
    return replace(
        record,
        id=await work.aliases.of(organisation, AliasKind.RECORD, record.id),
        case_id=await work.aliases.of(organisation, AliasKind.CASE, record.case_id),
        person_id=await work.aliases.of(organisation, AliasKind.PERSON, record.person_id),
        added_at=to_the_minute(record.added_at),
        corrected_at=to_the_minute(record.corrected_at) if record.corrected_at else None,
    )


def to_the_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
