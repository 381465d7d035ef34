"""`kith.cases.v1.Casework`: request in, use case, answer out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import casework_pb2 as pb
from kith.cases.v1 import casework_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.instants import stamp
from services.cases.api.rpc.objections import note, to_answer
from services.cases.api.rpc.pages import cursor, page
from services.cases.api.rpc.withholdings import withholding_in
from services.cases.domain.casework.case import Case
from services.cases.domain.casework.record import Earlier, Record
from services.cases.domain.days import day
from services.cases.domain.documents.document import Attached
from services.cases.ports.work import OpenWork
from services.cases.usecases.casework.add_record import AddRecord
from services.cases.usecases.casework.close_case import CloseCase
from services.cases.usecases.casework.correct_record import Correction, CorrectRecord
from services.cases.usecases.casework.create_case import CreateCase
from services.cases.usecases.casework.get_case import GetCase
from services.cases.usecases.casework.get_history import GetHistory
from services.cases.usecases.casework.get_record import GetRecord
from services.cases.usecases.casework.list_cases import ListCases
from services.cases.usecases.casework.list_records import ListRecords
from services.cases.usecases.casework.mark_parts import MarkParts
from services.cases.usecases.casework.reopen_case import ReopenCase
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.objections.answer_objection import AnswerObjection
from services.cases.usecases.objections.list_objections import ListObjections
from services.cases.usecases.retention.keep_case_as import KeepCaseAs

Context = ServicerContext[Any, Any]
OWN = "Your own organisation holds it."


@dataclass(frozen=True, slots=True)
class CaseworkVerbs:
    create_case: CreateCase
    close_case: CloseCase
    reopen_case: ReopenCase
    keep_case_as: KeepCaseAs
    get_case: GetCase
    list_cases: ListCases
    add_record: AddRecord
    get_record: GetRecord
    list_records: ListRecords
    correct_record: CorrectRecord
    mark_parts: MarkParts
    get_history: GetHistory
    list_objections: ListObjections
    answer_objection: AnswerObjection
    clock: Clock

    @classmethod
    def over(cls, work: OpenWork, ids: Ids, clock: Clock) -> "CaseworkVerbs":
        disclose = Disclose(ids, clock)
        return cls(
            create_case=CreateCase(work, ids, clock),
            close_case=CloseCase(work, clock),
            reopen_case=ReopenCase(work, clock),
            keep_case_as=KeepCaseAs(work, clock),
            get_case=GetCase(work, disclose, clock),
            list_cases=ListCases(work, disclose, clock),
            add_record=AddRecord(work, ids, clock),
            get_record=GetRecord(work, disclose, clock),
            list_records=ListRecords(work, disclose, clock),
            correct_record=CorrectRecord(work, clock),
            mark_parts=MarkParts(work, clock),
            get_history=GetHistory(work, disclose, clock),
            list_objections=ListObjections(work),
            answer_objection=AnswerObjection(work, clock),
            clock=clock,
        )


class CaseworkServicer(pb_grpc.CaseworkServicer):
    def __init__(self, verbs: CaseworkVerbs) -> None:
        self._verbs = verbs

    async def CreateCase(self, request: pb.CreateCaseRequest, context: Context) -> pb.Case:
        private = request.private if request.HasField("private") else None
        create = self._verbs.create_case
        return _case(await create(caller(), request.person_id, request.title, request.kind, private))

    async def GetCase(self, request: pb.GetCaseRequest, context: Context) -> pb.Case:
        return _case(await self._verbs.get_case(caller(), request.case_id))

    async def ListCases(self, request: pb.ListCasesRequest, context: Context) -> pb.ListCasesResponse:
        found = await self._verbs.list_cases(caller(), request.person_id, page(request.limit, request.cursor))
        return pb.ListCasesResponse(
            cases=[_case(case) for case in found.cases],
            next_cursor=cursor(found.after),
            total=found.total,
        )

    async def CloseCase(self, request: pb.CloseCaseRequest, context: Context) -> pb.Case:
        close = self._verbs.close_case
        return _case(await close(caller(), request.case_id, request.version, request.outcome, request.why))

    async def ReopenCase(self, request: pb.ReopenCaseRequest, context: Context) -> pb.Case:
        return _case(await self._verbs.reopen_case(caller(), request.case_id, request.version, request.why))

    async def KeepCaseAs(self, request: pb.KeepCaseAsRequest, context: Context) -> pb.Case:
        keep = self._verbs.keep_case_as
        return _case(await keep(caller(), request.case_id, request.version, request.retention, request.why))

    async def AddRecord(self, request: pb.AddRecordRequest, context: Context) -> pb.Record:
        record = await self._verbs.add_record(
            caller(),
            request.case_id,
            request.data_class,
            request.title,
            request.content,
            request.sealed,
            _marks(request.parts),
        )
        return _record(record, OWN)

    async def GetRecord(self, request: pb.GetRecordRequest, context: Context) -> pb.Record:
        withholding = withholding_in(request.withholding, self._verbs.clock)
        read = await self._verbs.get_record(caller(), request.record_id, request.purpose, withholding)
        record = _record(read.record, read.because)
        record.notes.extend(note(one, day(self._verbs.clock.now())) for one in read.objections)
        return record

    async def ListRecords(self, request: pb.ListRecordsRequest, context: Context) -> pb.ListRecordsResponse:
        found = await self._verbs.list_records(caller(), request.case_id, page(request.limit, request.cursor))
        return pb.ListRecordsResponse(
            records=[_record(record, "") for record in found.records],
            next_cursor=cursor(found.after),
            total=found.total,
        )

    async def CorrectRecord(self, request: pb.CorrectRecordRequest, context: Context) -> pb.Record:
        correction = Correction(
            request.record_id,
            request.version,
            request.title,
            request.content,
            request.why,
            request.purpose,
            _marks(request.parts),
        )
        return _record(await self._verbs.correct_record(caller(), correction), OWN)

    async def MarkParts(self, request: pb.MarkPartsRequest, context: Context) -> pb.Record:
        marked = _marks(request.parts)
        record = await self._verbs.mark_parts(caller(), request.record_id, request.version, request.purpose, marked)
        return _record(record, OWN)

    async def GetHistory(self, request: pb.GetHistoryRequest, context: Context) -> pb.History:
        history = await self._verbs.get_history(caller(), request.record_id, request.purpose)
        return pb.History(versions=[_earlier(one) for one in history.versions], because=history.because)

    async def ListObjections(self, request: pb.ListObjectionsRequest, context: Context) -> pb.ListObjectionsResponse:
        found = await self._verbs.list_objections(caller(), page(request.limit, request.cursor))
        today = day(self._verbs.clock.now())
        return pb.ListObjectionsResponse(
            objections=[to_answer(one, today) for one in found.items], next_cursor=cursor(found.after)
        )

    async def AnswerObjection(self, request: pb.AnswerObjectionRequest, context: Context) -> pb.Objection:
        answered = await self._verbs.answer_objection(caller(), request.objection_id, request.outcome, request.reasons)
        return to_answer(answered, day(self._verbs.clock.now()))


def _marks(parts: Iterable[pb.Part]) -> list[tuple[str, str]]:
    return [(part.text, part.identifies) for part in parts]


def _case(case: Case) -> pb.Case:
    return pb.Case(
        id=case.id,
        person_id=case.person_id,
        organisation_id=case.organisation_id,
        title=case.title,
        kind=case.kind,
        status=case.status,
        opened_at=stamp(case.opened_at),
        version=case.version,
        closed_at=stamp(case.closed_at) if case.closed_at else None,
        outcome=case.outcome or "",
        why=case.why,
        retention=case.retention,
        private=case.private,
    )


def _record(record: Record, because: str) -> pb.Record:
    return pb.Record(
        id=record.id,
        case_id=record.case_id,
        person_id=record.person_id,
        organisation_id=record.organisation_id,
        data_class=record.data_class,
        title=record.title,
        content=record.content,
        added_at=stamp(record.added_at),
        version=record.version,
        because=because,
        corrected_at=stamp(record.corrected_at) if record.corrected_at else None,
        parts=[pb.Part(text=part.text, identifies=part.identifies) for part in record.parts],
        document=_attached(record.document) if record.document else None,
    )


def _attached(document: Attached) -> pb.Attached:
    return pb.Attached(media_type=document.kind, size=document.size)


def _earlier(one: Earlier) -> pb.Earlier:
    return pb.Earlier(
        version=one.version,
        title=one.title,
        content=one.content,
        until=stamp(one.until),
        by=one.by,
        role=one.role,
        why=one.why,
    )
