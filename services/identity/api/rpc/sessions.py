"""`kith.identity.v1.Sessions`."""

from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import sessions_pb2 as pb
from kith.identity.v1 import sessions_pb2_grpc as pb_grpc

from services.identity.api.rpc.messages import session_message
from services.identity.domain.sessions.session import Half
from services.identity.usecases.sessions.choose_context import ChooseContext
from services.identity.usecases.sessions.get_session import GetSession
from services.identity.usecases.sessions.note_whereabouts import NoteWhereabouts
from services.identity.usecases.sessions.sign_in import SignIn
from services.identity.usecases.sessions.sign_out import SignOut
from services.identity.usecases.sessions.take_place import TakePlace

Context = ServicerContext[Any, Any]


class SessionsServicer(pb_grpc.SessionsServicer):
    """A new session is read back like any other, so that every answer is made in one way."""

    def __init__(
        self,
        sign_in: SignIn,
        get: GetSession,
        choose_context: ChooseContext,
        sign_out: SignOut,
        take_place: TakePlace,
        note_whereabouts: NoteWhereabouts,
        form_key: bytes,
    ) -> None:
        self._sign_in, self._get, self._choose_context, self._sign_out = sign_in, get, choose_context, sign_out
        self._take_place, self._note_whereabouts, self._form_key = take_place, note_whereabouts, form_key

    async def SignIn(self, request: pb.SignInRequest, context: Context) -> pb.Session:
        opened = await self._sign_in(request.email, request.password, request.source)
        if isinstance(opened, Half):
            return pb.Session(half=opened.value)
        return session_message(await self._get(opened.value), self._form_key, opened.value)

    async def GetSession(self, request: pb.GetSessionRequest, context: Context) -> pb.Session:
        return session_message(await self._get(request.session), self._form_key)

    async def ChooseContext(self, request: pb.ChooseContextRequest, context: Context) -> pb.Session:
        opened = await self._choose_context(request.session, request.context_id)
        return session_message(await self._get(opened.value), self._form_key, opened.value)

    async def SignOut(self, request: pb.SignOutRequest, context: Context) -> pb.SignOutResponse:
        await self._sign_out(request.session)
        return pb.SignOutResponse()

    async def TakePlace(self, request: pb.TakePlaceRequest, context: Context) -> pb.TakePlaceResponse:
        await self._take_place(request.before, request.session)
        return pb.TakePlaceResponse()

    async def NoteWhereabouts(self, request: pb.NoteWhereaboutsRequest, context: Context) -> pb.NoteWhereaboutsResponse:
        await self._note_whereabouts(request.session, request.user_agent, request.source)
        return pb.NoteWhereaboutsResponse()
