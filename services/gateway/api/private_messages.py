"""`/v1/people/{id}/private-messages` and `/v1/private-messages`: words for any service that works with somebody and is
never shown, and what such a service chooses to answer.
"""

from typing import Annotated

from fastapi import APIRouter
from kith.cases.v1 import private_messages_pb2 as pb
from pydantic import Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import Asked, At, Cursor, IdInPath, Limit, Page, Prose, Shown

router = APIRouter(route_class=Door, tags=["private messages"])


class PrivateAnswer(Shown):
    words: str
    signed: str = Field(description="Whom the answer says it is from, as its writer chose to put it.")
    answered_at: At


class PrivateMessage(Shown):
    id: str
    person_id: str
    words: str
    left_at: At
    standing: str = Field(
        description="`If a service that is never shown here works with this person, it has your message. Nobody will "
        "confirm it.`"
    )
    answers: list[PrivateAnswer]


class WaitingPrivateMessage(Shown):
    id: str
    person_id: str
    given_name: str
    family_name: str
    organisation_id: str = Field(description="Whose worker left it.")
    words: str
    left_at: At


class LeavePrivateMessage(Asked):
    words: Prose = Field(description="Say who you are and how to reach you: no answer comes by itself.")


class AnswerPrivateMessage(Asked):
    """Tells whoever left the message that there is such a service."""

    words: Prose
    signed: Annotated[str, Field(min_length=1, max_length=200)]


@router.post("/v1/people/{person_id}/private-messages", status_code=201)
async def leave_private_message(person_id: IdInPath, asked: LeavePrivateMessage, behind: Behind) -> PrivateMessage:
    """Leave words for any service that works with the person and is never shown. The answer is the same whether or not
    there is one. Three a day about one person, twenty in all.
    """
    request = pb.LeavePrivateMessageRequest(person_id=person_id, words=asked.words)
    return PrivateMessage.of(await behind.private_messages.LeavePrivateMessage(request))


@router.get("/v1/people/{person_id}/private-messages")
async def private_messages(
    person_id: IdInPath, behind: Behind, limit: Limit = 50, cursor: Cursor = ""
) -> Page[PrivateMessage]:
    """Those the caller left about the person, the newest first, with the answers that somebody chose to give."""
    request = pb.ListPrivateMessagesRequest(person_id=person_id, limit=limit, cursor=cursor)
    answer = await behind.private_messages.ListPrivateMessages(request)
    items = [PrivateMessage.of(one) for one in answer.messages]
    return Page[PrivateMessage](items=items, next_cursor=answer.next_cursor)


@router.get("/v1/private-messages")
async def waiting_private_messages(
    behind: Behind, limit: Limit = 50, cursor: Cursor = ""
) -> Page[WaitingPrivateMessage]:
    """For the duty desk and managers: what waits for private services of their organisation, the oldest first. After
    28 days a message waits no more.
    """
    request = pb.ListWaitingPrivateMessagesRequest(limit=limit, cursor=cursor)
    answer = await behind.private_messages.ListWaitingPrivateMessages(request)
    items = [WaitingPrivateMessage.of(one) for one in answer.messages]
    return Page[WaitingPrivateMessage](items=items, next_cursor=answer.next_cursor)


@router.post("/v1/private-messages/{message_id}/answer", status_code=204)
async def answer_private_message(message_id: IdInPath, asked: AnswerPrivateMessage, behind: Behind) -> None:
    """Shows to whoever left it, as worded and signed. Nobody has to answer."""
    request = pb.AnswerPrivateMessageRequest(message_id=message_id, words=asked.words, signed=asked.signed)
    await behind.private_messages.AnswerPrivateMessage(request)


@router.post("/v1/private-messages/{message_id}/lay-aside", status_code=204)
async def lay_private_message_aside(message_id: IdInPath, behind: Behind) -> None:
    """It waits no more at the caller's organisation. Nobody is told."""
    request = pb.LayPrivateMessageAsideRequest(message_id=message_id)
    await behind.private_messages.LayPrivateMessageAside(request)
