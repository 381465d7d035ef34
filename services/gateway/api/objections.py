"""`/v1/me/objections` and `/v1/objections`: a resident objects or disputes; the organisation answers with reasons."""

from typing import Annotated, Literal

from fastapi import APIRouter
from kith.cases.v1 import casework_pb2, me_pb2
from pydantic import Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import (
    Asked,
    At,
    Cursor,
    DataClass,
    Id,
    IdInPath,
    Limit,
    Maybe,
    MaybeAt,
    Page,
    Prose,
    Shown,
)

router = APIRouter(route_class=Door, tags=["objections"])


class Objection(Shown):
    id: str
    person_id: str
    organisation_id: str
    kind: str = Field(description="`objection` (to processing), `dispute` (of what is written) or `erasure`.")
    data_classes: list[str]
    words: str
    made_at: At
    due_on: str = Field(description="The last day for the answer: a month after.")
    state: str = Field(description="`open`, `overdue`, `upheld` or `refused`.")
    reasons: Maybe
    answered_at: MaybeAt
    escalated_to: Maybe = Field(
        description="Shown to the organisation: `guardian` or `dpo`, once nobody answered in time."
    )


class ObjectTo(Asked):
    """The words are read by the organisation, and stand beside its records of these classes for whoever reads them."""

    organisation_id: Id
    kind: Literal["objection", "dispute", "erasure"]
    data_classes: Annotated[list[DataClass], Field(min_length=1, max_length=14)]
    words: Prose


class AnswerObjection(Asked):
    outcome: Literal["upheld", "refused"]
    reasons: Prose = Field(description="For her, and for those who read the records.")


@router.post("/v1/me/objections", status_code=201)
async def object_to(asked: ObjectTo, behind: Behind) -> Objection:
    """Object to what an organisation does with what it knows of one, dispute what it has written, or have it erased."""
    return Objection.of(await behind.me.ObjectTo(me_pb2.ObjectToRequest(**asked.wire())))


@router.get("/v1/me/objections")
async def my_objections(behind: Behind) -> Page[Objection]:
    """What the caller objected to or disputed, with the answers, newest first."""
    answer = await behind.me.ListMyObjections(me_pb2.ListMyObjectionsRequest())
    return Page[Objection](items=[Objection.of(one) for one in answer.objections])


@router.get("/v1/objections")
async def objections(behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> Page[Objection]:
    """Those that the caller's organisation has yet to answer, the first due first."""
    answer = await behind.casework.ListObjections(casework_pb2.ListObjectionsRequest(limit=limit, cursor=cursor))
    return Page[Objection](items=[Objection.of(one) for one in answer.objections], next_cursor=answer.next_cursor)


@router.post("/v1/objections/{objection_id}/answer")
async def answer_objection(objection_id: IdInPath, asked: AnswerObjection, behind: Behind) -> Objection:
    """Answer with reasons: upheld, or refused, and then her words stay beside the records. What she wants erased is
    upheld once nothing is held of her any more: 409 before.
    """
    request = casework_pb2.AnswerObjectionRequest(objection_id=objection_id, **asked.wire())
    return Objection.of(await behind.casework.AnswerObjection(request))
