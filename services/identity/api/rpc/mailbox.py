"""`kith.identity.v1.Mailbox`."""

from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import mailbox_pb2 as pb
from kith.identity.v1 import mailbox_pb2_grpc as pb_grpc
from kith.identity.v1 import sessions_pb2

from services.identity.api.rpc.messages import session_message
from services.identity.usecases.confirm_registration import ConfirmRegistration
from services.identity.usecases.get_session import GetSession
from services.identity.usecases.register import Register

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class MailboxVerbs:
    register: Register
    confirm_registration: ConfirmRegistration
    get_session: GetSession


class MailboxServicer(pb_grpc.MailboxServicer):
    def __init__(self, verbs: MailboxVerbs, form_key: bytes) -> None:
        self._verbs, self._form_key = verbs, form_key

    async def Register(self, request: pb.RegisterRequest, context: Context) -> pb.RegisterResponse:
        registration_id = await self._verbs.register(request.email, request.password, request.source)
        return pb.RegisterResponse(registration_id=registration_id)

    async def ConfirmRegistration(
        self, request: pb.ConfirmRegistrationRequest, context: Context
    ) -> sessions_pb2.Session:
        opened = await self._verbs.confirm_registration(request.registration_id, request.code, request.source)
        return session_message(await self._verbs.get_session(opened.value), self._form_key, opened.value)
