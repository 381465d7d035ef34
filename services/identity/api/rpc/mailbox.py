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
from services.identity.usecases.recover import AskRecovery, Recover
from services.identity.usecases.register import Register
from services.identity.usecases.undo_email import UndoEmail

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class MailboxVerbs:
    register: Register
    confirm_registration: ConfirmRegistration
    ask_recovery: AskRecovery
    recover: Recover
    undo_email: UndoEmail
    get_session: GetSession


class MailboxServicer(pb_grpc.MailboxServicer):
    def __init__(self, verbs: MailboxVerbs, form_key: bytes) -> None:
        self._verbs, self._form_key = verbs, form_key

    async def Register(self, request: pb.RegisterRequest, context: Context) -> pb.RegisterResponse:
        registration_id = await self._verbs.register(request.email, request.password, request.source, request.language)
        return pb.RegisterResponse(registration_id=registration_id)

    async def ConfirmRegistration(
        self, request: pb.ConfirmRegistrationRequest, context: Context
    ) -> sessions_pb2.Session:
        opened = await self._verbs.confirm_registration(request.registration_id, request.code, request.source)
        return session_message(await self._verbs.get_session(opened.value), self._form_key, opened.value)

    async def AskRecovery(self, request: pb.AskRecoveryRequest, context: Context) -> pb.AskRecoveryResponse:
        await self._verbs.ask_recovery(request.email, request.source, request.language)
        return pb.AskRecoveryResponse()

    async def Recover(self, request: pb.RecoverRequest, context: Context) -> sessions_pb2.Session:
        opened = await self._verbs.recover(request.recovery_id, request.key, request.password, request.source)
        return session_message(await self._verbs.get_session(opened.value), self._form_key, opened.value)

    async def UndoEmail(self, request: pb.UndoEmailRequest, context: Context) -> pb.UndoEmailResponse:
        await self._verbs.undo_email(request.undo_id, request.key, request.source)
        return pb.UndoEmailResponse()
