"""Whether a record, or what it said before, may leave towards somebody."""

from dataclasses import dataclass
from datetime import datetime

from services.cases.domain.casework.record import Record
from services.cases.domain.gate.disclosure import Ask, Permit, What
from services.cases.domain.people.person import Person
from services.cases.domain.purposes import Purpose
from services.cases.domain.subscriptions.alias import AliasKind
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.ports.work import Work
from services.cases.usecases.permit import permitted_or_raise


@dataclass(frozen=True, slots=True)
class PermittedRecord:
    """The record under our own names, whose it is, and on what it may leave."""

    record: Record
    person: Person
    permit: Permit


async def permit_record(
    work: Work, viewer: Viewer, record_id: str, reason: Purpose | None, now: datetime, what: What = What.RECORD
) -> PermittedRecord:
    """`record_id` is as the viewer knows it. Raises NotFound, or Denied where it was shared and is no longer."""
    if viewer.kind is ViewerKind.PARTNER:
        record_id = await work.aliases.real(viewer.organisation_id, AliasKind.RECORD, record_id)
    person_id = await work.records.whose(record_id, viewer, now)
    person = (await work.people.held([person_id]))[person_id]
    # Read once the person is held: what is corrected or marked meanwhile does not leave as it was.
    record = await work.records.get(record_id)
    facts = (await work.gate.facts(viewer, [person_id], now))[person_id]
    permit = permitted_or_raise(viewer, reading(record, reason, what), facts)
    return PermittedRecord(record, person, permit)


def reading(record: Record, reason: Purpose | None, what: What = What.RECORD) -> Ask:
    return Ask(
        what,
        record.person_id,
        holder_id=record.organisation_id,
        object_id=record.id,
        case_id=record.case_id,
        data_class=record.data_class,
        purpose=reason,
        sealed=record.sealed,
        private=record.private,
    )
