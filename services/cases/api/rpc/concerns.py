"""`kith.cases.v1.Concerns`: request in, use case, answer out."""

from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import concerns_pb2 as pb
from kith.cases.v1 import concerns_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.instants import stamp
from services.cases.api.rpc.pages import cursor, page
from services.cases.domain.choice import choice
from services.cases.domain.concerns.concern import UNTIL_ACCEPTED, Concern
from services.cases.domain.concerns.front_door import Door, FrontDoor
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.concerns.acknowledge_concern import AcknowledgeConcern
from services.cases.usecases.concerns.close_concern import CloseConcern
from services.cases.usecases.concerns.declare_front_door import DeclareFrontDoor
from services.cases.usecases.concerns.list_concerns import ListConcerns
from services.cases.usecases.concerns.list_front_doors import ListFrontDoors
from services.cases.usecases.concerns.raise_concern import ConcernWish, RaiseConcern

Context = ServicerContext[Any, Any]
_EVERY_DAY = range(1, 8)


@dataclass(frozen=True, slots=True)
class ConcernVerbs:
    declare: DeclareFrontDoor
    doors: ListFrontDoors
    raise_concern: RaiseConcern
    list: ListConcerns
    acknowledge: AcknowledgeConcern
    close: CloseConcern
    clock: Clock

    @classmethod
    def over(cls, work: OpenWork, ids: Ids, clock: Clock) -> "ConcernVerbs":
        return cls(
            declare=DeclareFrontDoor(work),
            doors=ListFrontDoors(work),
            raise_concern=RaiseConcern(work, ids, clock),
            list=ListConcerns(work, ids, clock),
            acknowledge=AcknowledgeConcern(work, clock),
            close=CloseConcern(work, clock),
            clock=clock,
        )


class ConcernsServicer(pb_grpc.ConcernsServicer):
    def __init__(self, verbs: ConcernVerbs) -> None:
        self._verbs = verbs

    async def DeclareFrontDoor(self, request: pb.DeclareFrontDoorRequest, context: Context) -> pb.FrontDoor:
        wish = FrontDoor(
            organisation_id=viewer_of(caller()).organisation_id,
            door=choice(Door, "door", request.door),
            team=request.team.strip(),
            contact=request.contact.strip(),
            days=frozenset(request.days or _EVERY_DAY),
            opens=request.opens,
            closes=request.closes,
            leads=frozenset(request.lead_professional_ids),
        )
        return self._door(await self._verbs.declare(caller(), wish))

    async def ListFrontDoors(self, request: pb.ListFrontDoorsRequest, context: Context) -> pb.ListFrontDoorsResponse:
        return pb.ListFrontDoorsResponse(doors=map(self._door, await self._verbs.doors(caller(), request.council_id)))

    async def RaiseConcern(self, request: pb.RaiseConcernRequest, context: Context) -> pb.RaisedConcern:
        wish = ConcernWish(
            person_id=request.person_id,
            council_id=request.council_id,
            about=request.about,
            urgency=request.urgency,
            words=request.words,
            exclude=request.exclude,
            allegation=request.allegation,
            alleged_professional_id=request.alleged_professional_id,
        )
        raised = await self._verbs.raise_concern(caller(), wish)
        door = self._door(raised.door)
        return pb.RaisedConcern(concern=_concern(raised.concern), door=door, standing=UNTIL_ACCEPTED)

    async def ListConcerns(self, request: pb.ListConcernsRequest, context: Context) -> pb.ListConcernsResponse:
        found = await self._verbs.list(caller(), request.person_id, page(request.limit, request.cursor))
        shown = list(map(_concern, found.concerns))
        for one in shown:
            if identity := found.about.get(one.id):
                one.given_name, one.family_name = identity.given_name, identity.family_name
                one.date_of_birth = identity.date_of_birth.isoformat()
        return pb.ListConcernsResponse(
            concerns=shown, agencies=found.agencies, total=found.total, next_cursor=cursor(found.after)
        )

    async def AcknowledgeConcern(self, request: pb.AcknowledgeConcernRequest, context: Context) -> pb.Concern:
        return _concern(await self._verbs.acknowledge(caller(), request.concern_id))

    async def CloseConcern(self, request: pb.CloseConcernRequest, context: Context) -> pb.Concern:
        return _concern(await self._verbs.close(caller(), request.concern_id, request.outcome, request.answer))

    def _door(self, one: FrontDoor) -> pb.FrontDoor:
        return pb.FrontDoor(
            council_id=one.organisation_id,
            door=one.door,
            team=one.team,
            contact=one.contact,
            days=sorted(one.days),
            opens=one.opens,
            closes=one.closes,
            lead_professional_ids=sorted(one.leads),
            open_now=one.is_open(self._verbs.clock.now()),
        )


def _concern(one: Concern) -> pb.Concern:
    """Without whose hand it was, whom it excludes and whom it alleges of: whoever reads it may tell them."""
    return pb.Concern(
        id=one.id,
        person_id=one.person_id,
        organisation_id=one.sender_to(viewer_of(caller())),
        council_id=one.council_id,
        door=one.door,
        about=one.about,
        urgency=one.urgency,
        allegation=one.allegation,
        words=one.words,
        raised_at=stamp(one.raised_at),
        due_at=stamp(one.due_at),
        acknowledged_at=stamp(one.acknowledged_at) if one.acknowledged_at else None,
        escalated_to=one.taken_to,
        outcome=one.outcome,
        answer=one.answer,
        closed_at=stamp(one.closed_at) if one.closed_at else None,
    )
