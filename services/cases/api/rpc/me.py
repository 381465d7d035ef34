"""`kith.cases.v1.Me`: request in, use case, answer out."""

from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import access_pb2, casework_pb2
from kith.cases.v1 import me_pb2 as pb
from kith.cases.v1 import me_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.access_messages import mine
from services.cases.api.rpc.instants import stamp
from services.cases.api.rpc.objections import objection
from services.cases.api.rpc.pages import cursor, page
from services.cases.api.rpc.people_messages import feed, seat
from services.cases.api.rpc.sharing_messages import consent, standing
from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.days import day
from services.cases.ports.work import OpenWork
from services.cases.usecases.access.ask_for_access import AskForAccess
from services.cases.usecases.access.get_my_access_copy import GetMyAccessCopy
from services.cases.usecases.access.list_my_access_requests import ListMyAccessRequests
from services.cases.usecases.audit.list_my_disclosures import ListMyDisclosures
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.networks.get_my_network import GetMyNetwork
from services.cases.usecases.objections.list_my_objections import ListMyObjections
from services.cases.usecases.objections.object_to import ObjectionWish, ObjectTo
from services.cases.usecases.sharing.get_my_sharing import GetMySharing

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class MeVerbs:
    get_my_network: GetMyNetwork
    get_my_sharing: GetMySharing
    list_my_disclosures: ListMyDisclosures
    object_to: ObjectTo
    list_my_objections: ListMyObjections
    ask_for_access: AskForAccess
    list_my_access_requests: ListMyAccessRequests
    get_my_access_copy: GetMyAccessCopy
    clock: Clock

    @classmethod
    def over(cls, work: OpenWork, disclose: Disclose, ids: Ids, clock: Clock) -> "MeVerbs":
        return cls(
            get_my_network=GetMyNetwork(work, disclose, clock),
            get_my_sharing=GetMySharing(work, disclose, clock),
            list_my_disclosures=ListMyDisclosures(work),
            object_to=ObjectTo(work, ids, clock),
            list_my_objections=ListMyObjections(work),
            ask_for_access=AskForAccess(work, ids, clock),
            list_my_access_requests=ListMyAccessRequests(work),
            get_my_access_copy=GetMyAccessCopy(work, clock),
            clock=clock,
        )


class MeServicer(pb_grpc.MeServicer):
    def __init__(self, verbs: MeVerbs) -> None:
        self._verbs, self._now = verbs, verbs.clock.now

    async def GetMyNetwork(self, request: pb.GetMyNetworkRequest, context: Context) -> pb.MyNetwork:
        found = await self._verbs.get_my_network(caller())
        today = day(self._now())
        return pb.MyNetwork(involvements=[seat(one, today) for one in found.seats], feeds=map(feed, found.feeds))

    async def GetMySharing(self, request: pb.GetMySharingRequest, context: Context) -> pb.MySharing:
        found = await self._verbs.get_my_sharing(caller())
        return pb.MySharing(
            consents=[consent(one, self._now()) for one in found.consents],
            shares=[standing(one, self._now()) for one in found.shares],
        )

    async def ListMyDisclosures(self, request: pb.ListMyDisclosuresRequest, context: Context) -> pb.MyDisclosures:
        found = await self._verbs.list_my_disclosures(caller(), page(request.limit, request.cursor))
        return pb.MyDisclosures(
            disclosures=[_disclosure(one) for one in found.disclosures],
            next_cursor=cursor(found.after),
            total=found.total,
        )

    async def ObjectTo(self, request: pb.ObjectToRequest, context: Context) -> casework_pb2.Objection:
        wish = ObjectionWish(request.organisation_id, request.kind, request.data_classes, request.words)
        return objection(await self._verbs.object_to(caller(), wish), day(self._now()))

    async def ListMyObjections(self, request: pb.ListMyObjectionsRequest, context: Context) -> pb.MyObjections:
        found = await self._verbs.list_my_objections(caller())
        return pb.MyObjections(objections=[objection(one, day(self._now())) for one in found])

    async def AskForAccess(self, request: pb.AskForAccessRequest, context: Context) -> access_pb2.AccessRequest:
        asked = await self._verbs.ask_for_access(caller(), request.organisation_id, request.wanted)
        return mine(asked, day(self._now()))

    async def ListMyAccessRequests(
        self, request: pb.ListMyAccessRequestsRequest, context: Context
    ) -> pb.MyAccessRequests:
        found = await self._verbs.list_my_access_requests(caller())
        return pb.MyAccessRequests(requests=[mine(one, day(self._now())) for one in found])

    async def GetMyAccessCopy(self, request: pb.GetMyAccessCopyRequest, context: Context) -> access_pb2.AccessCopyPart:
        document = await self._verbs.get_my_access_copy(caller(), request.request_id, request.part)
        return access_pb2.AccessCopyPart(document=document)


def _disclosure(one: Disclosure) -> pb.Disclosure:
    """Without who it was: role and organisation, never a name or an account."""
    return pb.Disclosure(
        id=one.id,
        at=stamp(one.at),
        organisation_id=one.organisation_id,
        organisation_name=one.organisation_name,
        role=one.role,
        what=one.what,
        data_classes=one.data_classes,
        purpose=one.purpose,
        because=one.because,
        emergency=one.emergency,
    )
