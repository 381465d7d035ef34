"""`kith.identity.v1.SignIns`."""

from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import credentials_pb2 as pb
from kith.identity.v1 import credentials_pb2_grpc as pb_grpc
from kith.identity.v1.sessions_pb2 import Session

from chassis.errors import Invalid
from services.identity.api.rpc.messages import session_message
from services.identity.domain.sessions.session import Opened
from services.identity.usecases.credentials.begin_passkey import BeginPasskeySignIn, Ceremony
from services.identity.usecases.sessions.enter_code import EnterCode
from services.identity.usecases.sessions.get_session import GetSession
from services.identity.usecases.sessions.sign_in_with_passkey import SignInWithPasskey
from services.identity.usecases.sessions.step_up import BeginStepUp, StepUp

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class SignInVerbs:
    begin_passkey: BeginPasskeySignIn
    sign_in_with_passkey: SignInWithPasskey
    enter_code: EnterCode
    begin_step_up: BeginStepUp
    step_up: StepUp
    get_session: GetSession


class SignInsServicer(pb_grpc.SignInsServicer):
    def __init__(self, verbs: SignInVerbs, form_key: bytes) -> None:
        self._verbs, self._form_key = verbs, form_key

    async def BeginPasskey(self, request: pb.BeginPasskeyRequest, context: Context) -> pb.Ceremony:
        return ceremony_message(await self._verbs.begin_passkey(request.browser))

    async def FinishPasskey(self, request: pb.FinishPasskeyRequest, context: Context) -> Session:
        return await self._opened(
            await self._verbs.sign_in_with_passkey(request.browser, request.token, request.response, request.source)
        )

    async def EnterCode(self, request: pb.EnterCodeRequest, context: Context) -> Session:
        return await self._opened(await self._verbs.enter_code(request.half, request.code, request.source))

    async def BeginStepUp(self, request: pb.BeginStepUpRequest, context: Context) -> pb.Steps:
        steps = await self._verbs.begin_step_up(request.session)
        ceremony = ceremony_message(steps.ceremony) if steps.ceremony else None
        return pb.Steps(password=steps.ways.password, app=steps.ways.app, passkey=ceremony)

    async def StepUp(self, request: pb.StepUpRequest, context: Context) -> Session:
        match request.WhichOneof("proof"):
            case "password":
                proof = request.password
                opened = await self._verbs.step_up.with_password(
                    request.session, proof.password, proof.code, request.source
                )
            case "passkey":
                key = request.passkey
                opened = await self._verbs.step_up.with_passkey(
                    request.session, key.token, key.response, request.source
                )
            case _:
                raise Invalid("give a password or a passkey")
        return await self._opened(opened)

    async def _opened(self, opened: Opened) -> Session:
        return session_message(await self._verbs.get_session(opened.value), self._form_key, opened.value)


def ceremony_message(ceremony: Ceremony) -> pb.Ceremony:
    return pb.Ceremony(token=ceremony.token, options=ceremony.options)
