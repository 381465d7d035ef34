"""`kith.identity.v1.Enrolments` and `EnrolmentSteps`."""

from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import credentials_pb2, sessions_pb2
from kith.identity.v1 import enrolments_pb2 as pb
from kith.identity.v1 import enrolments_pb2_grpc as pb_grpc

from chassis.rpc import caller
from services.identity.api.rpc.messages import session_message
from services.identity.usecases.sessions.get_session import GetSession
from services.identity.usecases.workplaces.enrol_worker import EnrolWorker
from services.identity.usecases.workplaces.finish_enrolment import BeginEnrolment, FinishEnrolment

Context = ServicerContext[Any, Any]


class EnrolmentsServicer(pb_grpc.EnrolmentsServicer):
    def __init__(self, enrol: EnrolWorker, issuer: str) -> None:
        self._enrol, self._issuer = enrol, issuer

    async def EnrolWorker(self, request: pb.EnrolWorkerRequest, context: Context) -> pb.EnrolWorkerResponse:
        enrolment = await self._enrol(caller(), request.account_id)
        answer = pb.EnrolWorkerResponse(code=enrolment.code, url=f"{self._issuer}/enrol?code={enrolment.code}")
        answer.expires_at.FromDatetime(enrolment.expires_at)
        return answer


class EnrolmentStepsServicer(pb_grpc.EnrolmentStepsServicer):
    def __init__(self, begin: BeginEnrolment, finish: FinishEnrolment, get: GetSession, form_key: bytes) -> None:
        self._begin, self._finish, self._get, self._form_key = begin, finish, get, form_key

    async def BeginEnrolment(self, request: pb.BeginEnrolmentRequest, context: Context) -> pb.BeginEnrolmentResponse:
        ceremony = await self._begin(request.code)
        return pb.BeginEnrolmentResponse(
            ceremony=credentials_pb2.Ceremony(token=ceremony.token, options=ceremony.options)
        )

    async def FinishEnrolment(self, request: pb.FinishEnrolmentRequest, context: Context) -> sessions_pb2.Session:
        opened = await self._finish(request.code, request.token, request.response, request.name, request.source)
        return session_message(await self._get(opened.value), self._form_key, opened.value)
