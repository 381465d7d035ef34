"""`kith.identity.v1.Letters`."""

import re
from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import letters_pb2 as pb
from kith.identity.v1 import letters_pb2_grpc as pb_grpc

from chassis.errors import Invalid
from services.identity.usecases.letters.send_news import SendNews
from services.identity.usecases.letters.tell_worker import TellWorker

# It becomes a Message-ID and the name of a file.
_MESSAGE_ID = re.compile("msg_[0-9A-Z]{26}")


class LettersServicer(pb_grpc.LettersServicer):
    def __init__(self, send_news: SendNews, tell_worker: TellWorker) -> None:
        self._send_news, self._tell_worker = send_news, tell_worker

    async def SendNews(self, request: pb.SendNewsRequest, context: ServicerContext[Any, Any]) -> pb.SendNewsResponse:
        _must_be_id(request.message_id)
        return pb.SendNewsResponse(outcome=await self._send_news(request.account_id, request.message_id))

    async def TellWorker(
        self, request: pb.TellWorkerRequest, context: ServicerContext[Any, Any]
    ) -> pb.TellWorkerResponse:
        _must_be_id(request.message_id)
        await self._tell_worker(request.account_id, request.organisation_id, request.message_id)
        return pb.TellWorkerResponse()


def _must_be_id(message_id: str) -> None:
    """Raises Invalid."""
    if not _MESSAGE_ID.fullmatch(message_id):
        raise Invalid.field("message_id", "is no id of a message")
