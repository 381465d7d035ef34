"""`kith.cases.v1.PrivateMessages`: request in, use case, answer out."""

from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import private_messages_pb2 as pb
from kith.cases.v1 import private_messages_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.instants import stamp
from services.cases.api.rpc.pages import cursor, page
from services.cases.domain.private_messages.private_message import STANDING, PrivateMessage
from services.cases.ports.work import OpenWork
from services.cases.usecases.private_messages.handle_private_message import HandlePrivateMessage
from services.cases.usecases.private_messages.leave_private_message import LeavePrivateMessage
from services.cases.usecases.private_messages.list_private_messages import ListPrivateMessages
from services.cases.usecases.private_messages.list_waiting_private_messages import ListWaitingPrivateMessages, Waiting

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class PrivateMessageVerbs:
    leave: LeavePrivateMessage
    list: ListPrivateMessages
    waiting: ListWaitingPrivateMessages
    handle: HandlePrivateMessage

    @classmethod
    def over(cls, work: OpenWork, ids: Ids, clock: Clock) -> "PrivateMessageVerbs":
        return cls(
            leave=LeavePrivateMessage(work, ids, clock),
            list=ListPrivateMessages(work, ids, clock),
            waiting=ListWaitingPrivateMessages(work, ids, clock),
            handle=HandlePrivateMessage(work, clock),
        )


class PrivateMessagesServicer(pb_grpc.PrivateMessagesServicer):
    def __init__(self, verbs: PrivateMessageVerbs) -> None:
        self._verbs = verbs

    async def LeavePrivateMessage(self, request: pb.LeavePrivateMessageRequest, context: Context) -> pb.PrivateMessage:
        return _message(await self._verbs.leave(caller(), request.person_id, request.words))

    async def ListPrivateMessages(
        self, request: pb.ListPrivateMessagesRequest, context: Context
    ) -> pb.ListPrivateMessagesResponse:
        found = await self._verbs.list(caller(), request.person_id, page(request.limit, request.cursor))
        return pb.ListPrivateMessagesResponse(messages=map(_message, found.items), next_cursor=cursor(found.after))

    async def ListWaitingPrivateMessages(
        self, request: pb.ListWaitingPrivateMessagesRequest, context: Context
    ) -> pb.ListWaitingPrivateMessagesResponse:
        found = await self._verbs.waiting(caller(), page(request.limit, request.cursor))
        return pb.ListWaitingPrivateMessagesResponse(
            messages=map(_waiting, found.items), next_cursor=cursor(found.after)
        )

    async def AnswerPrivateMessage(
        self, request: pb.AnswerPrivateMessageRequest, context: Context
    ) -> pb.AnswerPrivateMessageResponse:
        await self._verbs.handle.answer(caller(), request.message_id, request.words, request.signed)
        return pb.AnswerPrivateMessageResponse()

    async def LayPrivateMessageAside(
        self, request: pb.LayPrivateMessageAsideRequest, context: Context
    ) -> pb.LayPrivateMessageAsideResponse:
        await self._verbs.handle.lay_aside(caller(), request.message_id)
        return pb.LayPrivateMessageAsideResponse()


def _message(one: PrivateMessage) -> pb.PrivateMessage:
    """To whoever left it: of an answer its words and its signature, never whose it is."""
    answers = [
        pb.PrivateAnswer(words=each.words, signed=each.signed, answered_at=stamp(each.at)) for each in one.answers
    ]
    return pb.PrivateMessage(
        id=one.id,
        person_id=one.person_id,
        words=one.words,
        left_at=stamp(one.left_at),
        standing=STANDING,
        answers=answers,
    )


def _waiting(one: Waiting) -> pb.WaitingPrivateMessage:
    return pb.WaitingPrivateMessage(
        id=one.message.id,
        person_id=one.message.person_id,
        given_name=one.about.given_name,
        family_name=one.about.family_name,
        organisation_id=one.message.organisation_id,
        words=one.message.words,
        left_at=stamp(one.message.left_at),
    )
