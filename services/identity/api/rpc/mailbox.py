"""`kith.identity.v1.Mailbox`."""

from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import credentials_pb2, sessions_pb2
from kith.identity.v1 import mailbox_pb2 as pb
from kith.identity.v1 import mailbox_pb2_grpc as pb_grpc

from chassis.errors import Invalid
from services.identity.api.rpc.messages import session_message
from services.identity.api.rpc.sign_ins import ceremony_message
from services.identity.domain.accounts.confirmation import Shown
from services.identity.domain.sessions.session import Opened
from services.identity.usecases.accounts.confirm_registration import ConfirmRegistration
from services.identity.usecases.accounts.open_account import BeginFirstPasskey, OpenAccount
from services.identity.usecases.accounts.recover import AskRecovery, BeginRecovery, Recover
from services.identity.usecases.accounts.register import Register
from services.identity.usecases.accounts.undo_email import UndoEmail
from services.identity.usecases.sessions.get_session import GetSession

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class MailboxVerbs:
    register: Register
    confirm_registration: ConfirmRegistration
    begin_first_passkey: BeginFirstPasskey
    open_account: OpenAccount
    ask_recovery: AskRecovery
    begin_recovery: BeginRecovery
    recover: Recover
    undo_email: UndoEmail
    get_session: GetSession


class MailboxServicer(pb_grpc.MailboxServicer):
    def __init__(self, verbs: MailboxVerbs, form_key: bytes) -> None:
        self._verbs, self._form_key = verbs, form_key

    async def Register(self, request: pb.RegisterRequest, context: Context) -> pb.RegisterResponse:
        password = request.password if request.HasField("password") else None
        registration_id = await self._verbs.register(request.email, password, request.source, request.language)
        return pb.RegisterResponse(registration_id=registration_id)

    async def ConfirmRegistration(
        self, request: pb.ConfirmRegistrationRequest, context: Context
    ) -> sessions_pb2.Session:
        opened = await self._verbs.confirm_registration(request.registration_id, request.code, request.source)
        return sessions_pb2.Session(half=opened.value) if isinstance(opened, Shown) else await self._session(opened)

    async def BeginFirstPasskey(
        self, request: pb.BeginFirstPasskeyRequest, context: Context
    ) -> credentials_pb2.Ceremony:
        return ceremony_message(await self._verbs.begin_first_passkey(request.half))

    async def OpenAccount(self, request: pb.OpenAccountRequest, context: Context) -> sessions_pb2.Session:
        open_account, new = self._verbs.open_account, request.passkey
        match request.WhichOneof("way"):
            case "passkey":
                opened = await open_account.with_passkey(
                    request.half, new.token, new.response, new.name, request.source
                )
            case "password":
                opened = await open_account.with_password(request.half, request.password, request.source)
            case _:
                raise Invalid("make a passkey or choose a password")
        return await self._session(opened)

    async def AskRecovery(self, request: pb.AskRecoveryRequest, context: Context) -> pb.AskRecoveryResponse:
        await self._verbs.ask_recovery(request.email, request.source, request.language)
        return pb.AskRecoveryResponse()

    async def BeginRecovery(self, request: pb.BeginRecoveryRequest, context: Context) -> credentials_pb2.Ceremony:
        return ceremony_message(await self._verbs.begin_recovery(request.recovery_id, request.key))

    async def Recover(self, request: pb.RecoverRequest, context: Context) -> sessions_pb2.Session:
        recover, link, new = self._verbs.recover, (request.recovery_id, request.key), request.passkey
        if request.HasField("passkey"):
            opened = await recover.with_passkey(*link, new.token, new.response, new.name, request.source)
        else:
            opened = await recover.with_password(*link, request.password, request.source)
        return await self._session(opened)

    async def UndoEmail(self, request: pb.UndoEmailRequest, context: Context) -> pb.UndoEmailResponse:
        await self._verbs.undo_email(request.undo_id, request.key, request.source)
        return pb.UndoEmailResponse()

    async def _session(self, opened: Opened) -> sessions_pb2.Session:
        return session_message(await self._verbs.get_session(opened.value), self._form_key, opened.value)
