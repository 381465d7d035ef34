"""`/v1/cases` and `/v1/records`: pieces of work about a person, and what is on them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from kith.cases.v1 import casework_pb2 as pb
from pydantic import AfterValidator, BeforeValidator, Field, StrictBool

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import (
    ID,
    Asked,
    At,
    CountedPage,
    Cursor,
    DataClass,
    Filled,
    Id,
    IdInPath,
    Limit,
    Maybe,
    MaybeAt,
    Purpose,
    Reason,
    Shown,
    printable,
    unset,
)
from services.gateway.api.versions import IfMatch

router = APIRouter(route_class=Door, tags=["cases"])


class Case(Shown):
    id: str
    person_id: str
    organisation_id: str
    title: str
    kind: str
    status: str = Field(description="`open` or `closed`.")
    opened_at: At
    version: int
    closed_at: MaybeAt
    outcome: Maybe = Field(description="How it ended; for the organisation that holds it only.")
    why: Maybe = Field(description="For the organisation that holds it only.")
    retention: str = Field(description="Its class of retention; for others the one that cases of its kind begin in.")
    private: bool = Field(description="A private service's: it is there for that service's own only.")


class CloseCase(Asked):
    outcome: Literal["completed", "not_needed", "declined", "moved_away", "transferred", "died", "opened_in_error"]
    why: Reason


class ReopenCase(Asked):
    why: Reason


class KeepCaseAs(Asked):
    retention: Literal["looked_after_child", "child_social_care", "adult_social_care", "housing", "education", "health"]
    why: Reason


class OpenCase(Asked):
    person_id: Id
    title: Filled = Field(examples=["Early help assessment"])
    kind: Literal["children", "adults", "housing", "education", "health"]
    private: StrictBool | None = Field(
        default=None,
        description="Of a private service that you are told of, and there for nobody else. Left out, it is so where "
        "you are told of no other work of your organisation with this person; false opens it to the whole "
        "organisation even then, for the duty desk and managers.",
    )


class Part(Asked):
    """Words of a record that identify somebody, wherever they stand in it."""

    text: Annotated[str, Field(min_length=2, max_length=2_000), AfterValidator(printable)]
    identifies: Literal["reporter", "third_party"]


class ShownPart(Shown):
    text: str
    identifies: str


class Note(Shown):
    """What she objects to or disputes, beside the record it is about."""

    kind: str = Field(description="`objection` (to processing) or `dispute` (of what is written).")
    words: str
    made_on: str
    state: str = Field(description="`open`, `overdue` or `refused`.")
    reasons: Maybe = Field(description="Why it was refused.")


class Attached(Shown):
    """The record is a file: its bytes are at `/v1/records/{id}/content`."""

    media_type: str
    size: int = Field(description="Bytes.")


class Record(Shown):
    """One item on a case; for a partner's client, ids are random per partner."""

    id: str
    case_id: str
    person_id: str
    organisation_id: str
    data_class: str
    title: str
    content: Maybe = Field(description="Null in lists.")
    added_at: At
    version: int
    because: Maybe = Field(description="The basis the caller reads it on, in plain words.")
    corrected_at: MaybeAt = Field(description="When this version took the place of the one before; null if never.")
    parts: list[ShownPart] = Field(
        description="What is marked as identifying somebody; empty for all but the organisation that holds it, who "
        "get the record without these words."
    )
    document: Annotated[Attached | None, BeforeValidator(unset)] = Field(
        description="Null where the record is no file, or the file is kept from the caller."
    )
    notes: list[Note] = Field(description="What she objects to or disputes; empty in lists.")


Text = Annotated[str, Field(min_length=1, max_length=100_000), AfterValidator(printable)]
Parts = Annotated[list[Part], Field(max_length=50)]


class AddRecord(Asked):
    data_class: DataClass
    title: Filled
    content: Text
    parts: Parts = Field(default_factory=list)


class CorrectRecord(Asked):
    """The whole of what the record should say."""

    title: Filled
    content: Text
    why: Reason
    purpose: Purpose
    parts: Parts = Field(default_factory=list, description="Besides what was marked before.")


class MarkParts(Asked):
    purpose: Purpose
    parts: Parts = Field(description="In place of what was marked before.")


class Earlier(Shown):
    """What a record said at a version, and why it was corrected."""

    version: int
    title: Maybe = Field(description="Null where words that identify somebody are kept from the caller.")
    content: Maybe
    until: At = Field(description="When it was corrected.")
    by: Maybe = Field(description="The account that corrected it; for the organisation that holds it only.")
    role: Maybe
    why: Maybe


class History(Shown):
    versions: list[Earlier] = Field(description="Newest first; empty where it was never corrected.")
    because: str


@router.post("/v1/cases", status_code=201)
async def open_case(asked: OpenCase, behind: Behind, response: Response) -> Case:
    """The caller's organisation opens a case about a person it knows."""
    case = Case.of(await behind.casework.CreateCase(pb.CreateCaseRequest(**asked.wire())))
    response.headers.update({"Location": f"/v1/cases/{case.id}", "ETag": f'"{case.version}"'})
    return case


@router.get("/v1/cases")
async def cases(
    behind: Behind, person_id: Annotated[str, Query(pattern=ID)] = "", limit: Limit = 25, cursor: Cursor = ""
) -> CountedPage[Case]:
    """The cases the caller may see, of one person or of all; `total` counts up to 100, which is "or more"."""
    request = pb.ListCasesRequest(person_id=person_id, limit=limit, cursor=cursor)
    answer = await behind.casework.ListCases(request)
    items = [Case.of(case) for case in answer.cases]
    return CountedPage[Case](items=items, next_cursor=answer.next_cursor, total=answer.total)


@router.get("/v1/cases/{case_id}")
async def case(case_id: IdInPath, behind: Behind, response: Response) -> Case:
    """One case."""
    return _tagged(await behind.casework.GetCase(pb.GetCaseRequest(case_id=case_id)), response)


@router.post("/v1/cases/{case_id}/close")
async def close_case(
    case_id: IdInPath, asked: CloseCase, if_match: IfMatch, behind: Behind, response: Response
) -> Case:
    """Close the case that If-Match names, with its outcome: its shares end, and nothing new is written on it."""
    request = pb.CloseCaseRequest(case_id=case_id, version=if_match, **asked.wire())
    return _tagged(await behind.casework.CloseCase(request), response)


@router.post("/v1/cases/{case_id}/reopen")
async def reopen_case(
    case_id: IdInPath, asked: ReopenCase, if_match: IfMatch, behind: Behind, response: Response
) -> Case:
    """Take a closed case up again. What was shared of it is not shared again by that."""
    request = pb.ReopenCaseRequest(case_id=case_id, version=if_match, **asked.wire())
    return _tagged(await behind.casework.ReopenCase(request), response)


@router.put("/v1/cases/{case_id}/retention")
async def keep_case_as(
    case_id: IdInPath, asked: KeepCaseAs, if_match: IfMatch, behind: Behind, response: Response
) -> Case:
    """Say which class of retention the case is of now, such as that the child is looked after."""
    request = pb.KeepCaseAsRequest(case_id=case_id, version=if_match, **asked.wire())
    return _tagged(await behind.casework.KeepCaseAs(request), response)


@router.post("/v1/cases/{case_id}/records", status_code=201)
async def add_record(case_id: IdInPath, asked: AddRecord, behind: Behind, response: Response) -> Record:
    """Add a record of one data class; its content is kept encrypted under the person's key."""
    record = Record.of(await behind.casework.AddRecord(pb.AddRecordRequest(case_id=case_id, **asked.wire())))
    response.headers.update({"Location": f"/v1/records/{record.id}", "ETag": f'"{record.version}"'})
    return record


@router.get("/v1/cases/{case_id}/records")
async def records(case_id: IdInPath, behind: Behind, limit: Limit = 25, cursor: Cursor = "") -> CountedPage[Record]:
    """The records of a case that the caller may see, without their content."""
    request = pb.ListRecordsRequest(case_id=case_id, limit=limit, cursor=cursor)
    answer = await behind.casework.ListRecords(request)
    items = [Record.of(record) for record in answer.records]
    return CountedPage[Record](items=items, next_cursor=answer.next_cursor, total=answer.total)


@router.get("/v1/records/{record_id}")
async def record(
    record_id: IdInPath, purpose: Annotated[Purpose, Query()], behind: Behind, response: Response
) -> Record:
    """One record with its content. The look is logged and shown to the resident."""
    shown = Record.of(await behind.casework.GetRecord(pb.GetRecordRequest(record_id=record_id, purpose=purpose)))
    response.headers["ETag"] = f'"{shown.version}"'
    return shown


@router.get("/v1/records/{record_id}/history")
async def history(record_id: IdInPath, purpose: Annotated[Purpose, Query()], behind: Behind) -> History:
    """What a record said before it was corrected. The look is logged and shown to the resident."""
    return History.of(await behind.casework.GetHistory(pb.GetHistoryRequest(record_id=record_id, purpose=purpose)))


@router.post("/v1/records/{record_id}/corrections")
async def correct_record(
    record_id: IdInPath, asked: CorrectRecord, if_match: IfMatch, behind: Behind, response: Response
) -> Record:
    """Put a new version in the place of the one that If-Match names; 412 where somebody else did so first."""
    request = pb.CorrectRecordRequest(record_id=record_id, version=if_match, **asked.wire())
    record = Record.of(await behind.casework.CorrectRecord(request))
    response.headers["ETag"] = f'"{record.version}"'
    return record


@router.put("/v1/records/{record_id}/parts")
async def mark_parts(
    record_id: IdInPath, asked: MarkParts, if_match: IfMatch, behind: Behind, response: Response
) -> Record:
    """Say which words identify who reported or a third party: the caller's own organisation alone reads them then."""
    request = pb.MarkPartsRequest(record_id=record_id, version=if_match, **asked.wire())
    record = Record.of(await behind.casework.MarkParts(request))
    response.headers["ETag"] = f'"{record.version}"'
    return record


def _tagged(case: pb.Case, response: Response) -> Case:
    response.headers["ETag"] = f'"{case.version}"'
    return Case.of(case)
