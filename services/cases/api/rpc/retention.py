"""`kith.cases.v1.Retention`: request in, use case, answer out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import retention_pb2 as pb
from kith.cases.v1 import retention_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.instants import stamp
from services.cases.api.rpc.pages import cursor, page
from services.cases.domain.days import day
from services.cases.domain.retention.held import Held
from services.cases.domain.retention.legal_hold import LegalHold
from services.cases.domain.retention.recall import Recall, Recalled
from services.cases.ports.work import OpenWork
from services.cases.usecases.looks.hear_misread_look import HearMisreadLook
from services.cases.usecases.looks.list_misread_looks import ListMisreadLooks, MisreadLook
from services.cases.usecases.retention.erase import Erase
from services.cases.usecases.retention.finish_erasures import FinishErasures
from services.cases.usecases.retention.get_retention import GetRetention
from services.cases.usecases.retention.hear_recall import HearRecall
from services.cases.usecases.retention.lift_legal_hold import LiftLegalHold
from services.cases.usecases.retention.list_due import ListDue
from services.cases.usecases.retention.list_legal_holds import ListLegalHolds
from services.cases.usecases.retention.list_recalls import ListRecalls
from services.cases.usecases.retention.list_recipients import ListRecipients
from services.cases.usecases.retention.set_legal_hold import SetLegalHold

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class RetentionVerbs:
    list_due: ListDue
    get_retention: GetRetention
    set_legal_hold: SetLegalHold
    lift_legal_hold: LiftLegalHold
    list_legal_holds: ListLegalHolds
    erase: Erase
    list_recipients: ListRecipients
    list_recalls: ListRecalls
    hear_recall: HearRecall
    list_misread_looks: ListMisreadLooks
    hear_misread_look: HearMisreadLook
    clock: Clock

    @classmethod
    def over(cls, work: OpenWork, finish: FinishErasures, ids: Ids, clock: Clock) -> "RetentionVerbs":
        return cls(
            list_due=ListDue(work, clock),
            get_retention=GetRetention(work, clock),
            set_legal_hold=SetLegalHold(work, ids, clock),
            lift_legal_hold=LiftLegalHold(work, clock),
            list_legal_holds=ListLegalHolds(work),
            erase=Erase(work, finish, ids, clock),
            list_recipients=ListRecipients(work),
            list_recalls=ListRecalls(work),
            hear_recall=HearRecall(work, clock),
            list_misread_looks=ListMisreadLooks(work),
            hear_misread_look=HearMisreadLook(work, clock),
            clock=clock,
        )


class RetentionServicer(pb_grpc.RetentionServicer):
    def __init__(self, verbs: RetentionVerbs) -> None:
        self._verbs = verbs

    async def ListDue(self, request: pb.ListDueRequest, context: Context) -> pb.ListDueResponse:
        due = await self._verbs.list_due(caller(), request.after, page(request.people, "").limit)
        return pb.ListDueResponse(holdings=[_holding(one, self._today()) for one in due.held], after=due.after)

    async def GetRetention(self, request: pb.GetRetentionRequest, context: Context) -> pb.Holdings:
        held = await self._verbs.get_retention(caller(), request.person_id)
        return pb.Holdings(holdings=[_holding(one, self._today()) for one in held])

    async def SetLegalHold(self, request: pb.SetLegalHoldRequest, context: Context) -> pb.LegalHold:
        return _hold(await self._verbs.set_legal_hold(caller(), request.person_id, request.why))

    async def LiftLegalHold(self, request: pb.LiftLegalHoldRequest, context: Context) -> pb.LegalHold:
        lift = self._verbs.lift_legal_hold
        return _hold(await lift(caller(), request.legal_hold_id, request.why, request.person_id))

    async def ListLegalHolds(self, request: pb.ListLegalHoldsRequest, context: Context) -> pb.ListLegalHoldsResponse:
        asked = page(request.limit, request.cursor)
        found = await self._verbs.list_legal_holds(caller(), asked, request.person_id)
        return pb.ListLegalHoldsResponse(holds=map(_hold, found.items), next_cursor=cursor(found.after))

    async def Erase(self, request: pb.EraseRequest, context: Context) -> pb.Erasure:
        erased = await self._verbs.erase(caller(), request.person_id, request.retention, request.why)
        return pb.Erasure(
            id=erased.id,
            person_id=erased.person_id,
            retention=erased.retention,
            decided_at=stamp(erased.decided_at),
            finished_at=stamp(erased.finished_at) if erased.finished_at else None,
        )

    async def ListRecipients(self, request: pb.ListRecipientsRequest, context: Context) -> pb.ListRecipientsResponse:
        found = await self._verbs.list_recipients(caller(), request.erasure_id)
        return pb.ListRecipientsResponse(
            recipients=[
                pb.Recipient(
                    organisation_id=one.organisation_id,
                    records=one.records,
                    heard=one.heard,
                    hers_to_know=one.hers_to_know,
                )
                for one in found
            ]
        )

    async def ListRecalls(self, request: pb.ListRecallsRequest, context: Context) -> pb.ListRecallsResponse:
        found = await self._verbs.list_recalls(caller(), page(request.limit, request.cursor))
        return pb.ListRecallsResponse(recalls=map(_recall, found.items), next_cursor=cursor(found.after))

    async def HearRecall(self, request: pb.HearRecallRequest, context: Context) -> pb.Recall:
        return _recall(await self._verbs.hear_recall(caller(), request.record_id))

    async def ListMisreadLooks(
        self, request: pb.ListMisreadLooksRequest, context: Context
    ) -> pb.ListMisreadLooksResponse:
        found = await self._verbs.list_misread_looks(caller(), page(request.limit, request.cursor))
        return pb.ListMisreadLooksResponse(looks=map(_misread, found.items), next_cursor=cursor(found.after))

    async def HearMisreadLook(self, request: pb.HearMisreadLookRequest, context: Context) -> pb.HearMisreadLookResponse:
        await self._verbs.hear_misread_look(caller(), request.look_id)
        return pb.HearMisreadLookResponse()

    def _today(self) -> date:
        return day(self._verbs.clock.now())


def _holding(one: Held, today: date) -> pb.Holding:
    verdict = one.verdict(today)
    return pb.Holding(
        person_id=one.person_id,
        retention=one.retention,
        case_ids=one.case_ids,
        until=verdict.until.isoformat() if verdict.until else "",
        may_go=verdict.may_go,
        reasons=verdict.reasons,
    )


def _hold(one: LegalHold) -> pb.LegalHold:
    return pb.LegalHold(
        id=one.id,
        person_id=one.person_id,
        why=one.why,
        set_by=one.set_by,
        set_at=stamp(one.set_at),
        lifted_at=stamp(one.lifted_at) if one.lifted_at else None,
        lifted_by=one.lifted_by,
        lifted_why=one.lifted_why,
    )


def _recall(one: Recall) -> pb.Recall:
    return pb.Recall(
        record_id=one.record_id,
        what=one.what,
        at=stamp(one.at),
        heard_at=stamp(one.heard_at) if one.heard_at else None,
        looker=one.looker,
        looked_at=stamp(one.looked_at) if one.looked_at else None,
        person_id=one.person_id if one.what is Recalled.SHARED else "",
    )


def _misread(one: MisreadLook) -> pb.MisreadLook:
    look = one.recall
    return pb.MisreadLook(
        id=look.record_id,
        looked_at=stamp(look.looked_at) if look.looked_at else None,
        at=stamp(look.at),
        person_id=look.person_id,
        local_ids=one.local_ids,
    )
