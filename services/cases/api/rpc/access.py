"""`kith.cases.v1.Access`: request in, use case, answer out."""

from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import access_pb2 as pb
from kith.cases.v1 import access_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.rpc import caller
from services.cases.api.rpc.access_messages import request as request_out
from services.cases.api.rpc.consent_messages import competence_in
from services.cases.domain.access_request import AccessRequest
from services.cases.domain.days import day
from services.cases.usecases.list_access_requests import ListAccessRequests
from services.cases.usecases.move_access_clock import MoveAccessClock
from services.cases.usecases.record_access_request import AccessWish, RecordAccessRequest

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class AccessVerbs:
    record: RecordAccessRequest
    list: ListAccessRequests
    move_clock: MoveAccessClock
    clock: Clock


class AccessServicer(pb_grpc.AccessServicer):
    def __init__(self, verbs: AccessVerbs) -> None:
        self._verbs = verbs

    async def RecordAccessRequest(self, request: pb.RecordAccessRequestRequest, context: Context) -> pb.AccessRequest:
        wish = AccessWish(
            person_id=request.person_id,
            way=request.way,
            wanted=request.wanted,
            asked_on=request.asked_on,
            mandate_id=request.mandate_id,
            competence=competence_in(request.competence),
        )
        return self._out(await self._verbs.record(caller(), wish))

    async def ListAccessRequests(
        self, request: pb.ListAccessRequestsRequest, context: Context
    ) -> pb.ListAccessRequestsResponse:
        return pb.ListAccessRequestsResponse(requests=map(self._out, await self._verbs.list(caller())))

    async def MoveAccessClock(self, request: pb.MoveAccessClockRequest, context: Context) -> pb.AccessRequest:
        move = self._verbs.move_clock
        return self._out(await move(caller(), request.request_id, request.step, request.on, request.words))

    def _out(self, one: AccessRequest) -> pb.AccessRequest:
        return request_out(one, day(self._verbs.clock.now()))
