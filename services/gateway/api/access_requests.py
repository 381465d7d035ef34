"""`/v1/me/access-requests` and `/v1/access-requests`: a copy of what an organisation holds about somebody."""

from typing import Annotated, Literal

from fastapi import APIRouter
from kith.cases.v1 import access_pb2 as pb
from kith.cases.v1 import me_pb2
from pydantic import AfterValidator, Field

from services.gateway.api.consents import Competence
from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import Asked, Day, Id, IdInPath, Maybe, Page, Shown, printable

router = APIRouter(route_class=Door, tags=["subject access"])

Words = Annotated[str, Field(max_length=4_000), AfterValidator(printable)]


class Step(Shown):
    step: str = Field(
        description="`identity_awaited`, `identity_shown`, `clarification_awaited`, `clarified` or `extended`."
    )
    on: str
    words: Maybe = Field(description="What she was told or asked.")


class MyAccessRequest(Shown):
    id: str
    organisation_id: str
    way: str = Field(description="`online`, `spoken` or `letter`.")
    wanted: Maybe = Field(description="In her words; null for all.")
    asked_on: str
    state: str = Field(description="`open`, `stopped` (something is awaited of her), `overdue`, `ready` or `expired`.")
    due_on: Maybe = Field(description="The last day for the answer; null while the clock stands still.")
    said: str = Field(description="Where things stand, in a sentence.")
    steps: list[Step]
    copy_until: Maybe = Field(description="The last day on which the copy can be fetched.")
    copy_parts: int


class AccessRequest(MyAccessRequest):
    """As the organisation that answers sees it."""

    person_id: str
    made_by: str = Field(description="Whose hand it was.")
    mandate_id: Maybe = Field(description="Of whoever asked for her; null where she asked herself.")
    reach: list[str] = Field(description="The data classes that this authority reaches.")
    officer_id: Maybe = Field(description="Who prepares the answer.")
    escalated_to: Maybe = Field(description="`guardian`, then `dpo`, once it was overdue.")


class AskForAccess(Asked):
    organisation_id: Id
    wanted: Words = Field("", description="What she would like to see; empty for all.")


class RecordAccessRequest(Asked):
    person_id: Id
    way: Literal["spoken", "letter"]
    wanted: Words = ""
    asked_on: Day = Field(description="The day it came.")
    mandate_id: Id | None = Field(None, description="Of whoever asked for her.")
    competence: Competence | None = Field(None, description="Whether she was found able to ask herself.")


class MoveClock(Asked):
    step: Literal["identity_awaited", "identity_shown", "clarification_awaited", "clarified", "extended"]
    on: Day
    words: Words = Field("", description="What she was told or asked: she reads it. Needed unless she answered.")


@router.post("/v1/me/access-requests", status_code=201)
async def ask_for_access(asked: AskForAccess, behind: Behind) -> MyAccessRequest:
    """Ask an organisation for a copy of what it holds about one (UK GDPR Article 15)."""
    return MyAccessRequest.of(await behind.me.AskForAccess(me_pb2.AskForAccessRequest(**asked.wire())))


@router.get("/v1/me/access-requests")
async def my_access_requests(behind: Behind) -> Page[MyAccessRequest]:
    """What the caller asked for, when it must be answered, and where the copy is; newest first."""
    answer = await behind.me.ListMyAccessRequests(me_pb2.ListMyAccessRequestsRequest())
    return Page[MyAccessRequest](items=[MyAccessRequest.of(one) for one in answer.requests])


@router.post("/v1/access-requests", status_code=201)
async def record_access_request(asked: RecordAccessRequest, behind: Behind) -> AccessRequest:
    """Record that somebody asked aloud or by letter: the person, or somebody with authority for her."""
    request = pb.RecordAccessRequestRequest(**asked.wire())
    return AccessRequest.of(await behind.access.RecordAccessRequest(request))


@router.get("/v1/access-requests")
async def access_requests(behind: Behind) -> Page[AccessRequest]:
    """Those that the caller's organisation has yet to answer, the first due first."""
    answer = await behind.access.ListAccessRequests(pb.ListAccessRequestsRequest())
    return Page[AccessRequest](items=[AccessRequest.of(one) for one in answer.requests])


@router.post("/v1/access-requests/{request_id}/clock")
async def move_clock(request_id: IdInPath, asked: MoveClock, behind: Behind) -> AccessRequest:
    """Stop the clock while something is awaited of her, let it run again, or tell her that it takes longer."""
    request = pb.MoveAccessClockRequest(request_id=request_id, **asked.wire())
    return AccessRequest.of(await behind.access.MoveAccessClock(request))
