"""`/v1/me/access-requests` and `/v1/access-requests`: a copy of what an organisation holds about somebody."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from kith.cases.v1 import access_pb2 as pb
from kith.cases.v1 import me_pb2
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StrictBool

from services.gateway.api.consents import Competence
from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import (
    Asked,
    At,
    CountedPage,
    Cursor,
    Day,
    Filled,
    Id,
    IdInPath,
    Limit,
    Maybe,
    Page,
    Prose,
    Shown,
    printable,
)

router = APIRouter(route_class=Door, tags=["subject access"])

Kind = Literal[
    "case",
    "concern",
    "consent",
    "decision_not_to_share",
    "disclosure",
    "family_link",
    "invitation",
    "involvement",
    "objection",
    "private_message",
    "record",
    "record_version",
    "refusal",
    "share",
]
Exemption = Literal["serious_harm", "child_abuse", "third_party", "crime_prevention", "legal_privilege"]
Part = Annotated[int, Query(ge=1, le=100_000, description="Of `copy_parts`.")]
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


class ItemKey(Asked):
    kind: Kind
    id: Id


class Opinion(Asked):
    """A professional's, that it would be likely to cause serious harm."""

    given_by: Filled = Field(description="By name and post.")
    profession: Literal["health", "social_work", "education"]
    given_on: Day = Field(description="Within the last six months.")
    words: Prose


class Decide(Asked):
    items: Annotated[list[ItemKey], Field(min_length=1, max_length=200)]
    outcome: Literal["disclose", "redacted", "exempt"]
    exemption: Exemption | None = None
    reason: Words = Field("", description="Needed for what is left out, and where marked words are to stay.")
    opinion: Opinion | None = None


class SecondLook(Asked):
    items: Annotated[list[ItemKey], Field(min_length=1, max_length=200)]
    agrees: StrictBool = Field(description="False: it has to be decided anew.")
    reason: Prose


class GivenOpinion(Shown):
    given_by: str
    profession: str
    given_on: str
    words: str


class Key(Shown):
    kind: str
    id: str


class HeldItem(Shown):
    """One thing that the organisation holds about her, unopened."""

    key: Key
    at: At
    data_classes: list[str]
    marked: bool = Field(description="Some of its words identify who reported or third parties.")
    kept_back: Maybe = Field(
        description="Why it is in no copy whoever decides: `withheld`, `not_told`, `private_service`, "
        "`protected_address` or `beyond_reach`."
    )
    outcome: Maybe = Field(description="`disclose`, `redacted` or `exempt`; null while it is undecided.")
    exemption: Maybe
    reason: Maybe
    opinion: Annotated[GivenOpinion | None, BeforeValidator(lambda one: one if one.given_by else None)]
    decided_by: Maybe
    wants_second_look: bool
    seconded_by: Maybe


class HeldItems(CountedPage[HeldItem]):
    undecided: int
    wanting_second_look: int


class OpenedItem(BaseModel):
    item: HeldItem
    document: dict[str, Any] = Field(description="As it would stand in the copy.")
    redacted: dict[str, Any] | None = Field(description="The same without the marked words; null where none are.")


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
async def access_requests(
    behind: Behind, *, released: bool = False, limit: Limit = 50, cursor: Cursor = ""
) -> Page[AccessRequest]:
    """Those that the caller's organisation has yet to answer, the first due first; or those asked for aloud or by
    letter whose copy is there to be handed over.
    """
    asked = pb.ListAccessRequestsRequest(released=released, limit=limit, cursor=cursor)
    answer = await behind.access.ListAccessRequests(asked)
    return Page[AccessRequest](items=[AccessRequest.of(one) for one in answer.requests], next_cursor=answer.next_cursor)


@router.post("/v1/access-requests/{request_id}/clock")
async def move_clock(request_id: IdInPath, asked: MoveClock, behind: Behind) -> AccessRequest:
    """Stop the clock while something is awaited of her, let it run again, or tell her that it takes longer."""
    request = pb.MoveAccessClockRequest(request_id=request_id, **asked.wire())
    return AccessRequest.of(await behind.access.MoveAccessClock(request))


@router.get("/v1/me/access-requests/{request_id}/copy")
async def my_copy(request_id: IdInPath, behind: Behind, part: Part = 1) -> dict[str, Any]:
    """One part of the copy, moments after the caller proved that it is she (`step-up-needed`)."""
    answer = await behind.me.GetMyAccessCopy(me_pb2.GetMyAccessCopyRequest(request_id=request_id, part=part))
    return _document(answer.document)


@router.post("/v1/access-requests/{request_id}/officer")
async def take_up(request_id: IdInPath, behind: Behind) -> AccessRequest:
    """The caller prepares the answer from now on."""
    request = pb.TakeUpAccessRequestRequest(request_id=request_id)
    return AccessRequest.of(await behind.access.TakeUpAccessRequest(request))


@router.get("/v1/access-requests/{request_id}/items")
async def items(request_id: IdInPath, behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> HeldItems:
    """What the organisation holds about the person, with what was decided. Each page is logged."""
    asked = pb.ListHeldItemsRequest(request_id=request_id, limit=limit, cursor=cursor)
    answer = await behind.access.ListHeldItems(asked)
    return HeldItems(
        items=[HeldItem.of(one) for one in answer.items],
        next_cursor=answer.next_cursor,
        total=answer.total,
        undecided=answer.undecided,
        wanting_second_look=answer.wanting_second_look,
    )


@router.get("/v1/access-requests/{request_id}/items/{key}")
async def item(request_id: IdInPath, key: IdInPath, behind: Behind) -> OpenedItem:
    """One item, opened; `key` is its kind and id, `record:rec_…`. The look is logged."""
    kind, _, item_id = key.partition(":")
    asked = pb.ReadHeldItemRequest(request_id=request_id, key=pb.ItemKey(kind=kind, id=item_id))
    answer = await behind.access.ReadHeldItem(asked)
    redacted = _document(answer.redacted) if answer.redacted else None
    return OpenedItem(item=HeldItem.of(answer.item), document=_document(answer.document), redacted=redacted)


@router.post("/v1/access-requests/{request_id}/decisions", status_code=204)
async def decide(request_id: IdInPath, asked: Decide, behind: Behind) -> None:
    """Decide what leaves, what is left out, and why; all of the items or none."""
    await behind.access.DecideHeldItems(pb.DecideHeldItemsRequest(request_id=request_id, **asked.wire()))


@router.post("/v1/access-requests/{request_id}/second-looks", status_code=204)
async def second_look(request_id: IdInPath, asked: SecondLook, behind: Behind) -> None:
    """Somebody else looks at what is left out for fear of serious harm."""
    await behind.access.TakeSecondLook(pb.TakeSecondLookRequest(request_id=request_id, **asked.wire()))


@router.post("/v1/access-requests/{request_id}/release")
async def release(request_id: IdInPath, behind: Behind) -> AccessRequest:
    """Release the copy; nothing may be undecided."""
    return AccessRequest.of(await behind.access.ReleaseAccessCopy(pb.ReleaseAccessCopyRequest(request_id=request_id)))


@router.get("/v1/access-requests/{request_id}/copy")
async def hand_over(request_id: IdInPath, behind: Behind, part: Part = 1) -> dict[str, Any]:
    """One part of a copy, to be handed on paper to who asked by letter or aloud. Each is logged."""
    asked = pb.HandOverAccessCopyRequest(request_id=request_id, part=part)
    return _document((await behind.access.HandOverAccessCopy(asked)).document)


def _document(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text)
    return document
