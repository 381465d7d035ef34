"""`/v1/messages`: what workers are to tell people by hand."""

from typing import Literal

from fastapi import APIRouter
from kith.cases.v1 import people_pb2 as pb
from pydantic import Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.safe_contacts import Channel
from services.gateway.api.shapes import Asked, At, Cursor, IdInPath, Limit, Maybe, Page, Shown

router = APIRouter(route_class=Door, tags=["people"])


class Message(Shown):
    """Something to be told to a person; how she may safely be reached is asked before it is done."""

    id: str
    person_id: str
    kind: str = Field(
        description="`reminder` (a consent ends), `receipt` (of a withdrawal), `link` (an account became theirs) or "
        "`link_undone` (it was somebody else's)."
    )
    about_id: str = Field(description="The consent, or the account's link.")
    state: str = Field(description="`by_hand` or `given`.")
    made_at: At
    how: Maybe


class GiveMessage(Asked):
    how: Literal[Channel, "counter"] = Field(description="`counter`: she came herself.")


@router.get("/v1/messages")
async def messages(behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> Page[Message]:
    """What the caller's organisation is to tell people by hand, oldest first."""
    answer = await behind.people.ListMessages(pb.ListMessagesRequest(limit=limit, cursor=cursor))
    return Page[Message](items=[Message.of(one) for one in answer.messages], next_cursor=answer.next_cursor)


@router.post("/v1/messages/{message_id}/give")
async def give_message(message_id: IdInPath, asked: GiveMessage, behind: Behind) -> Message:
    """Before ringing or posting: refused where she may not safely be reached so, or not now."""
    return Message.of(await behind.people.GiveMessage(pb.GiveMessageRequest(message_id=message_id, how=asked.how)))
