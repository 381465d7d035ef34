"""`kith.cases.v1.Access`: request in, use case, answer out."""

import json
from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import access_pb2 as pb
from kith.cases.v1 import access_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.access_messages import cursor, held, keys_in, opinion_in, page_in
from services.cases.api.rpc.access_messages import request as request_out
from services.cases.api.rpc.consent_messages import competence_in
from services.cases.api.rpc.pages import cursor as place_cursor
from services.cases.api.rpc.pages import page
from services.cases.domain.access.request import AccessRequest
from services.cases.domain.days import day
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork
from services.cases.usecases.access.decide_held_items import DecideHeldItems, DecisionWish
from services.cases.usecases.access.hand_over_access_copy import HandOverAccessCopy
from services.cases.usecases.access.list_access_requests import ListAccessRequests
from services.cases.usecases.access.list_held_items import ListHeldItems
from services.cases.usecases.access.move_access_clock import MoveAccessClock
from services.cases.usecases.access.read_held_item import ReadHeldItem
from services.cases.usecases.access.record_access_request import AccessWish, RecordAccessRequest
from services.cases.usecases.access.release_access_copy import ReleaseAccessCopy
from services.cases.usecases.access.take_second_look import TakeSecondLook
from services.cases.usecases.access.take_up_access_request import TakeUpAccessRequest
from services.cases.usecases.disclose import Disclose

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class AccessVerbs:
    record: RecordAccessRequest
    list: ListAccessRequests
    move_clock: MoveAccessClock
    take_up: TakeUpAccessRequest
    list_items: ListHeldItems
    read_item: ReadHeldItem
    decide: DecideHeldItems
    second_look: TakeSecondLook
    release: ReleaseAccessCopy
    hand_over: HandOverAccessCopy
    clock: Clock

    @classmethod
    def over(cls, work: OpenWork, mandates: Mandates, ids: Ids, clock: Clock) -> "AccessVerbs":
        return cls(
            record=RecordAccessRequest(work, mandates, ids, clock),
            list=ListAccessRequests(work, clock),
            move_clock=MoveAccessClock(work, mandates, clock),
            take_up=TakeUpAccessRequest(work, mandates),
            list_items=ListHeldItems(work, mandates),
            read_item=ReadHeldItem(work, mandates, clock),
            decide=DecideHeldItems(work, mandates, clock),
            second_look=TakeSecondLook(work, mandates),
            release=ReleaseAccessCopy(work, mandates, clock),
            hand_over=HandOverAccessCopy(work, mandates, Disclose(ids, clock), clock),
            clock=clock,
        )


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
        asked = page(request.limit, request.cursor)
        found = await self._verbs.list(caller(), asked, released=request.released, request_id=request.request_id)
        return pb.ListAccessRequestsResponse(
            requests=map(self._out, found.items), next_cursor=place_cursor(found.after)
        )

    async def MoveAccessClock(self, request: pb.MoveAccessClockRequest, context: Context) -> pb.AccessRequest:
        move = self._verbs.move_clock
        return self._out(await move(caller(), request.request_id, request.step, request.on, request.words))

    async def TakeUpAccessRequest(self, request: pb.TakeUpAccessRequestRequest, context: Context) -> pb.AccessRequest:
        return self._out(await self._verbs.take_up(caller(), request.request_id))

    async def ListHeldItems(self, request: pb.ListHeldItemsRequest, context: Context) -> pb.ListHeldItemsResponse:
        limit, after = page_in(request.limit, request.cursor)
        found = await self._verbs.list_items(caller(), request.request_id, limit, after)
        return pb.ListHeldItemsResponse(
            items=map(held, found.items),
            total=found.total,
            undecided=found.undecided,
            wanting_second_look=found.to_second,
            next_cursor=cursor(found.after),
        )

    async def ReadHeldItem(self, request: pb.ReadHeldItemRequest, context: Context) -> pb.ReadHeldItemResponse:
        read = await self._verbs.read_item(caller(), request.request_id, request.key.kind, request.key.id)
        redacted = "" if read.redacted is None else json.dumps(read.redacted, ensure_ascii=False)
        whole = json.dumps(read.whole, ensure_ascii=False)
        return pb.ReadHeldItemResponse(item=held(read.held), document=whole, redacted=redacted)

    async def DecideHeldItems(self, request: pb.DecideHeldItemsRequest, context: Context) -> pb.DecideHeldItemsResponse:
        wish = DecisionWish(
            keys_in(request.items), request.outcome, request.exemption, request.reason, opinion_in(request.opinion)
        )
        await self._verbs.decide(caller(), request.request_id, wish)
        return pb.DecideHeldItemsResponse()

    async def TakeSecondLook(self, request: pb.TakeSecondLookRequest, context: Context) -> pb.TakeSecondLookResponse:
        look = self._verbs.second_look
        await look(caller(), request.request_id, keys_in(request.items), request.agrees, request.reason)
        return pb.TakeSecondLookResponse()

    async def ReleaseAccessCopy(self, request: pb.ReleaseAccessCopyRequest, context: Context) -> pb.AccessRequest:
        return self._out(await self._verbs.release(caller(), request.request_id))

    async def HandOverAccessCopy(self, request: pb.HandOverAccessCopyRequest, context: Context) -> pb.AccessCopyPart:
        return pb.AccessCopyPart(document=await self._verbs.hand_over(caller(), request.request_id, request.part))

    def _out(self, one: AccessRequest) -> pb.AccessRequest:
        return request_out(one, day(self._verbs.clock.now()))
