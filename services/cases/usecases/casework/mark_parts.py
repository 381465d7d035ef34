"""A worker of the organisation that holds a record says which of its words identify who reported, or a third party."""

from collections.abc import Sequence
from dataclasses import replace

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.casework.record import Record
from services.cases.domain.casework.redaction import must_occur, parts
from services.cases.domain.events import PartsMarked
from services.cases.domain.purposes import purpose
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.casework.correct_record import held_to_change


class MarkParts:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(
        self, caller: Caller, record_id: str, version: int, why: str, marked: Sequence[tuple[str, str]]
    ) -> Record:
        """`marked` takes the place of what was marked before; it counts as a new version, so that nobody's correction
        crosses it unseen. `why` is the purpose. Answers the record without its content, which is read elsewhere.

        Raises Invalid, NotFound, Denied for another organisation's, Stale.
        """
        caller.must("records:write")
        viewer = viewer_of(caller)
        reason = purpose(why or viewer.purpose)
        async with self._work() as work:
            record = await held_to_change(work, viewer, record_id, reason, self._clock)
            record.must_be(version)
            record = replace(record, parts=parts(marked), version=record.version + 1)
            before = await work.records.history(viewer, reason, record_id, self._clock.now())
            must_occur(
                record.parts, record.title, record.content, *(f"{e.title}\n{e.content}\n{e.why}" for e in before)
            )
            await work.records.put(record, None)
            work.tell(
                PartsMarked(
                    person_id=record.person_id,
                    organisation_id=record.organisation_id,
                    by=caller.subject,
                    record_id=record.id,
                    version=str(record.version),
                    parts=str(len(record.parts)),
                )
            )
        return replace(record, content="")
