"""`kith.cases.v1.Referrals`: request in, use case, answer out."""

from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import referrals_pb2 as pb
from kith.cases.v1 import referrals_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.instants import stamp
from services.cases.api.rpc.pages import cursor, page
from services.cases.api.rpc.sharing_messages import basis_wish
from services.cases.domain.days import day
from services.cases.domain.referrals.referral import Referral
from services.cases.domain.sharing.share import Ended
from services.cases.ports.work import OpenWork
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.referrals.accept_referral import AcceptReferral, Taking
from services.cases.usecases.referrals.finish_referral import FinishReferral
from services.cases.usecases.referrals.get_referral import GetReferral
from services.cases.usecases.referrals.list_referrals import ListReferrals
from services.cases.usecases.referrals.reject_referral import RejectReferral
from services.cases.usecases.referrals.request_referral import ReferralWish, RequestReferral
from services.cases.usecases.referrals.revoke_referral import RevokeReferral
from services.cases.usecases.sharing.create_share import CreateShare, ShareWish

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class ReferralVerbs:
    request: RequestReferral
    list: ListReferrals
    get: GetReferral
    accept: AcceptReferral
    reject: RejectReferral
    finish: FinishReferral
    revoke: RevokeReferral
    clock: Clock

    @classmethod
    def over(cls, work: OpenWork, share: CreateShare, ids: Ids, clock: Clock) -> "ReferralVerbs":
        return cls(
            request=RequestReferral(work, share, ids, clock),
            list=ListReferrals(work, clock),
            get=GetReferral(work, Disclose(ids, clock), clock),
            accept=AcceptReferral(work, ids, clock),
            reject=RejectReferral(work, clock),
            finish=FinishReferral(work, clock),
            revoke=RevokeReferral(work, clock),
            clock=clock,
        )


class ReferralsServicer(pb_grpc.ReferralsServicer):
    def __init__(self, verbs: ReferralVerbs) -> None:
        self._verbs = verbs

    async def RequestReferral(self, request: pb.RequestReferralRequest, context: Context) -> pb.Referral:
        share = ShareWish(
            person_id=request.person_id,
            case_id=request.case_id,
            involvement_id="",
            to_organisation_ids=[request.to_organisation_id],
            data_classes=request.data_classes,
            purpose=request.purpose,
            until=request.until,
            basis=basis_wish(request.basis),
            agreement_id=request.agreement_id,
            advice_sought=request.advice_sought,
            private=request.private,
        )
        return referral(await self._verbs.request(caller(), ReferralWish(request.asks, share)))

    async def ListReferrals(self, request: pb.ListReferralsRequest, context: Context) -> pb.ListReferralsResponse:
        organisation = caller().claim("org")
        found = await self._verbs.list(caller(), page(request.limit, request.cursor), waiting=request.waiting)
        return pb.ListReferralsResponse(
            referrals=[referral(one.seen_by(organisation)) for one in found.items], next_cursor=cursor(found.after)
        )

    async def GetReferral(self, request: pb.GetReferralRequest, context: Context) -> pb.Referral:
        read = await self._verbs.get(caller(), request.referral_id)
        shared = read.standing.ended(day(self._verbs.clock.now())) is Ended.NOT
        said = referral(read.referral.seen_by(caller().claim("org")))
        said.state = read.referral.stands(shared)
        said.given_name = read.identity.given_name
        said.family_name = read.identity.family_name
        said.date_of_birth = read.identity.date_of_birth.isoformat() if read.identity.date_of_birth else ""
        return said

    async def AcceptReferral(self, request: pb.AcceptReferralRequest, context: Context) -> pb.Referral:
        shielded = request.shielded if request.HasField("shielded") else None
        taking = Taking(request.professional_id, request.team, request.role, shielded)
        return referral(await self._verbs.accept(caller(), request.referral_id, taking))

    async def RejectReferral(self, request: pb.RejectReferralRequest, context: Context) -> pb.Referral:
        return referral(await self._verbs.reject(caller(), request.referral_id, request.reason))

    async def FinishReferral(self, request: pb.FinishReferralRequest, context: Context) -> pb.Referral:
        return referral(await self._verbs.finish(caller(), request.referral_id, request.outcome))

    async def RevokeReferral(self, request: pb.RevokeReferralRequest, context: Context) -> pb.Referral:
        revoked = await self._verbs.revoke(caller(), request.referral_id, request.reason)
        return referral(revoked.seen_by(caller().claim("org")))


def referral(one: Referral) -> pb.Referral:
    """Without whose hand it was."""
    return pb.Referral(
        id=one.id,
        person_id=one.person_id,
        from_organisation_id=one.from_organisation_id,
        to_organisation_id=one.to_organisation_id,
        share_id=one.share_id,
        private=one.private,
        asks=one.asks,
        requested_at=stamp(one.requested_at),
        due_on=one.due_on.isoformat(),
        state=one.state,
        said=one.said,
        moved_at=stamp(one.moved_at) if one.moved_at else None,
        involvement_id=one.involvement_id,
        escalated_to=one.escalated.word,
    )
