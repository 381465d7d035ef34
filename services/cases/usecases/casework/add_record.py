"""A worker adds a record to a case of his own organisation."""

from collections.abc import Sequence
from dataclasses import replace

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.casework.case import title
from services.cases.domain.casework.record import Record, content
from services.cases.domain.casework.redaction import must_occur, parts
from services.cases.domain.classes import data_class
from services.cases.domain.events import RecordAdded
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.casework.held_case import held_case

Marks = Sequence[tuple[str, str]]
"""Words, and whom they identify."""


class AddRecord:
    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(
        self, caller: Caller, case_id: str, sort: str, name: str, text: str, sealed: bool, marked: Marks = ()
    ) -> Record:
        """Raises Invalid, NotFound for a case the caller may not see, Denied for another organisation's, Conflict for a
        closed one.
        """
        caller.must("records:write")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            case = await held_case(work, viewer, case_id, now)
            if earlier := await work.idempotency.earlier(caller):
                return _as_added(await work.records.get(earlier))
            case.must_be_open()
            record = Record(
                id=self._ids.new("rec"),
                case_id=case.id,
                person_id=case.person_id,
                organisation_id=case.organisation_id,
                data_class=data_class("data_class", sort),
                title=title(name),
                content=content(text),
                sealed=sealed,
                added_at=now,
                version=1,
                parts=parts(marked),
                private=case.private,
            )
            must_occur(record.parts, record.title, record.content)
            await work.records.add(record)
            await work.idempotency.keep(caller, record.id)
            work.tell(
                RecordAdded(
                    person_id=case.person_id,
                    organisation_id=case.organisation_id,
                    by=caller.subject,
                    case_id=case.id,
                    record_id=record.id,
                    data_class=record.data_class,
                    private=case.private,
                )
            )
        return record


def _as_added(record: Record) -> Record:
    """To whoever adds it twice: what others made of it since is read as everything is, and leaves a leaf."""
    return record if record.version == 1 else replace(record, content="")
