"""`kith.identity.v1.Letters`."""

import re
from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import letters_pb2 as pb
from kith.identity.v1 import letters_pb2_grpc as pb_grpc

from chassis.errors import Invalid
from services.identity.usecases.send_news import SendNews

# It becomes a Message-ID and the name of a file.
_MESSAGE_ID = re.compile("msg_[0-9A-Z]{26}")


class LettersServicer(pb_grpc.LettersServicer):
    def __init__(self, send_news: SendNews) -> None:
        self._send_news = send_news

    async def SendNews(self, request: pb.SendNewsRequest, context: ServicerContext[Any, Any]) -> pb.SendNewsResponse:
        if not _MESSAGE_ID.fullmatch(request.message_id):
            raise Invalid.field("message_id", "is no id of a message")
        return pb.SendNewsResponse(outcome=await self._send_news(request.account_id, request.message_id))
