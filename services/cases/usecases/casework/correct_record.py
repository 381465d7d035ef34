"""A worker of the organisation that holds a record corrects it: a new version takes the place of the one before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chassis.clock import Clock
from chassis.errors import Denied, Stale
from chassis.tokens import Caller
from services.cases.domain.casework.case import title, why
from services.cases.domain.casework.record import Earlier, Record, content
from services.cases.domain.casework.redaction import must_occur, parts
from services.cases.domain.events import RecordCorrected
from services.cases.domain.gate.disclosure import Refusal, decide
from services.cases.domain.purposes import Purpose, purpose
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.casework.permit_record import reading


@dataclass(frozen=True, slots=True)
class Correction:
    """The whole of what it should say, in place of `version`. `marked` are words that identify somebody, besides those
    marked before: a correction takes no mark away.
    """

    record_id: str
    version: int
    title: str
    content: str
    why: str
    purpose: str = ""
    marked: Sequence[tuple[str, str]] = ()


class CorrectRecord:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, wish: Correction) -> Record:
        """Raises Invalid, NotFound, Denied for another organisation's, Stale where it was corrected meanwhile."""
        caller.must("records:write")
        viewer, now = viewer_of(caller), self._clock.now()
        reason = purpose(wish.purpose or viewer.purpose)
        async with self._work() as work:
            record = await held_to_change(work, viewer, wish.record_id, reason, self._clock)
            if earlier := await work.idempotency.earlier(caller):
                return _as_corrected(record, earlier)
            record.must_be(wish.version)
            before = Earlier(
                record_id=record.id,
                version=record.version,
                title=record.title,
                content=record.content,
                until=now,
                by=caller.subject,
                role=viewer.role,
                why=why(wish.why),
            )
            new = parts(wish.marked)
            record = replace(
                record,
                title=title(wish.title),
                content=content(wish.content),
                version=record.version + 1,
                corrected_at=now,
                parts=tuple(dict.fromkeys((*record.parts, *new))),
            )
            # What was marked and now is spelt otherwise would leave; unless it is marked anew.
            must_occur(new or record.parts, record.title, record.content)
            await work.records.put(record, before)
            await work.recalls.corrected(record.id, now)
            await work.idempotency.keep(caller, f"{record.id} {record.version}")
            work.tell(
                RecordCorrected(
                    person_id=record.person_id,
                    organisation_id=record.organisation_id,
                    by=caller.subject,
                    case_id=record.case_id,
                    record_id=record.id,
                    data_class=record.data_class,
                    version=str(record.version),
                    private=record.private,
                )
            )
        return record


async def held_to_change(work: Work, viewer: Viewer, record_id: str, reason: Purpose, clock: Clock) -> Record:
    """The record, its person locked: for a worker of the organisation that holds it. Raises NotFound, Denied."""
    person_id = await work.records.whose(record_id, viewer, clock.now())
    await work.people.locked(person_id)
    record = await work.records.get(record_id)
    facts = (await work.gate.facts(viewer, [person_id], clock.now()))[person_id]
    decision = decide(viewer, reading(record, reason), facts)
    if isinstance(decision, Refusal):
        raise decision.problem()
    if record.organisation_id != viewer.organisation_id or viewer.kind is not ViewerKind.WORKER:
        raise Denied("only workers of the organisation that holds it change a record", code="not-the-holder")
    return record


def _as_corrected(record: Record, made: str) -> Record:
    """To whoever corrects it twice with one key: his own words again, never what others made of them since."""
    if made != f"{record.id} {record.version}":
        raise Stale(f"you corrected it, and it was corrected again: it is at version {record.version} now")
    return record
