"""`kith.cases.v1.Sharing`: request in, use case, answer out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import sharing_pb2 as pb
from kith.cases.v1 import sharing_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.consent_messages import competence_in, recorded, refusal, shown_notice
from services.cases.api.rpc.pages import cursor, page
from services.cases.api.rpc.sharing_messages import (
    agreement,
    basis_wish,
    consent,
    emergency,
    not_sharing,
    receipt,
    share,
    standing,
    to_review,
)
from services.cases.api.rpc.withholdings import withheld
from services.cases.domain.consents.notices import newest
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork
from services.cases.store.consents.receipt_key import ReceiptKey
from services.cases.usecases.audit.keep_withheld import KeepWithheld
from services.cases.usecases.audit.list_withheld import ListWithheld
from services.cases.usecases.audit.release_withheld import ReleaseWithheld
from services.cases.usecases.consents.get_consent_record import GetConsentRecord
from services.cases.usecases.consents.give_consent import ConsentWish, GiveConsent
from services.cases.usecases.consents.list_consents import ListConsents
from services.cases.usecases.consents.refuse_consent import RefusalWish, RefuseConsent
from services.cases.usecases.consents.withdraw_consent import WithdrawConsent
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.emergency.list_emergency_accesses import ListEmergencyAccesses
from services.cases.usecases.emergency.open_emergency_access import EmergencyWish, OpenEmergencyAccess
from services.cases.usecases.emergency.review_emergency_access import ReviewEmergencyAccess
from services.cases.usecases.sharing.accept_agreement import AcceptAgreement
from services.cases.usecases.sharing.create_share import CreateShare, ShareWish
from services.cases.usecases.sharing.decide_not_to_share import DecideNotToShare, NotSharingWish
from services.cases.usecases.sharing.end_share import EndShare
from services.cases.usecases.sharing.hear_share_end import HearShareEnd
from services.cases.usecases.sharing.list_agreements import ListAgreements
from services.cases.usecases.sharing.list_decisions_not_to_share import ListDecisionsNotToShare
from services.cases.usecases.sharing.list_shares import ListShares
from services.cases.usecases.sharing.propose_agreement import AgreementWish, ProposeAgreement

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class SharingVerbs:
    propose_agreement: ProposeAgreement
    accept_agreement: AcceptAgreement
    list_agreements: ListAgreements
    give_consent: GiveConsent
    list_consents: ListConsents
    withdraw_consent: WithdrawConsent
    create_share: CreateShare
    list_shares: ListShares
    end_share: EndShare
    hear_share_end: HearShareEnd
    open_emergency_access: OpenEmergencyAccess
    list_emergency_accesses: ListEmergencyAccesses
    review_emergency_access: ReviewEmergencyAccess
    release_withheld: ReleaseWithheld
    list_withheld: ListWithheld
    keep_withheld: KeepWithheld
    decide_not_to_share: DecideNotToShare
    list_decisions_not_to_share: ListDecisionsNotToShare
    refuse_consent: RefuseConsent
    get_consent_record: GetConsentRecord
    clock: Clock

    @classmethod
    def over(
        cls,
        work: OpenWork,
        receipts: ReceiptKey,
        mandates: Mandates,
        ids: Ids,
        clock: Clock,
        duty_16la_from: date | None,
    ) -> "SharingVerbs":
        return cls(
            propose_agreement=ProposeAgreement(work, ids, clock),
            accept_agreement=AcceptAgreement(work, clock),
            list_agreements=ListAgreements(work),
            give_consent=GiveConsent(work, mandates, receipts.for_consents(), ids, clock),
            list_consents=ListConsents(work, clock),
            withdraw_consent=WithdrawConsent(work, receipts, ids, clock),
            create_share=CreateShare(work, ids, clock, duty_16la_from),
            list_shares=ListShares(work, clock),
            end_share=EndShare(work, clock),
            hear_share_end=HearShareEnd(work, clock),
            open_emergency_access=OpenEmergencyAccess(work, ids, clock),
            list_emergency_accesses=ListEmergencyAccesses(work),
            review_emergency_access=ReviewEmergencyAccess(work, clock),
            release_withheld=ReleaseWithheld(work, clock),
            list_withheld=ListWithheld(work, clock),
            keep_withheld=KeepWithheld(work, clock),
            decide_not_to_share=DecideNotToShare(work, ids, clock),
            list_decisions_not_to_share=ListDecisionsNotToShare(work),
            refuse_consent=RefuseConsent(work, ids, clock),
            get_consent_record=GetConsentRecord(work, Disclose(ids, clock), receipts.for_consents(), clock),
            clock=clock,
        )


class SharingServicer(pb_grpc.SharingServicer):
    def __init__(self, verbs: SharingVerbs) -> None:
        self._verbs, self._now = verbs, verbs.clock.now

    async def ProposeAgreement(self, request: pb.ProposeAgreementRequest, context: Context) -> pb.Agreement:
        wish = AgreementWish(request.title, request.parties, request.purposes, request.data_classes, request.expires_on)
        return agreement(await self._verbs.propose_agreement(caller(), wish), self._now())

    async def AcceptAgreement(self, request: pb.AcceptAgreementRequest, context: Context) -> pb.Agreement:
        return agreement(await self._verbs.accept_agreement(caller(), request.agreement_id), self._now())

    async def ListAgreements(self, request: pb.ListAgreementsRequest, context: Context) -> pb.ListAgreementsResponse:
        found = await self._verbs.list_agreements(caller(), page(request.limit, request.cursor))
        listed = [agreement(one, self._now()) for one in found.items]
        return pb.ListAgreementsResponse(agreements=listed, next_cursor=cursor(found.after))

    async def GiveConsent(self, request: pb.GiveConsentRequest, context: Context) -> pb.Consent:
        wish = ConsentWish(
            person_id=request.person_id,
            from_organisation_id=request.from_organisation_id,
            to_organisation_ids=request.to_organisation_ids,
            data_classes=request.data_classes,
            purpose=request.purpose,
            expires_on=request.expires_on,
            notice_language=request.notice_language,
            method=request.method,
            mandate_id=request.mandate_id,
            competence=competence_in(request.competence),
            refuses=request.refuses,
            renews=request.renews,
            evidence=request.evidence,
        )
        return consent(await self._verbs.give_consent(caller(), wish), self._now())

    async def ListNotices(self, request: pb.ListNoticesRequest, context: Context) -> pb.ListNoticesResponse:
        return pb.ListNoticesResponse(notices=map(shown_notice, newest()))

    async def ListConsents(self, request: pb.ListConsentsRequest, context: Context) -> pb.ListConsentsResponse:
        found = await self._verbs.list_consents(caller(), request.person_id)
        return pb.ListConsentsResponse(consents=[consent(one, self._now()) for one in found])

    async def WithdrawConsent(self, request: pb.WithdrawConsentRequest, context: Context) -> pb.WithdrawalReceipt:
        told = (request.method, request.evidence, request.person_id)
        return receipt(await self._verbs.withdraw_consent(caller(), request.consent_id, *told))

    async def CreateShare(self, request: pb.CreateShareRequest, context: Context) -> pb.Share:
        wish = ShareWish(
            person_id=request.person_id,
            case_id=request.case_id,
            involvement_id=request.involvement_id,
            to_organisation_ids=request.to_organisation_ids,
            data_classes=request.data_classes,
            purpose=request.purpose,
            until=request.until,
            basis=basis_wish(request.basis),
            agreement_id=request.agreement_id,
            advice_sought=request.advice_sought,
            to_professional_id=request.to_professional_id,
        )
        return standing(await self._verbs.create_share(caller(), wish), self._now())

    async def ListShares(self, request: pb.ListSharesRequest, context: Context) -> pb.ListSharesResponse:
        found = await self._verbs.list_shares(caller(), request.person_id, page(request.limit, request.cursor))
        shares = [standing(one, self._now()) for one in found.items]
        return pb.ListSharesResponse(shares=shares, next_cursor=cursor(found.after))

    async def EndShare(self, request: pb.EndShareRequest, context: Context) -> pb.Share:
        ended = await self._verbs.end_share(caller(), request.share_id, request.reason, request.person_id)
        return share(ended, ended.ended)

    async def HearShareEnd(self, request: pb.HearShareEndRequest, context: Context) -> pb.Share:
        heard = await self._verbs.hear_share_end(caller(), request.share_id, request.person_id)
        return standing(heard, self._now())

    async def OpenEmergencyAccess(self, request: pb.OpenEmergencyAccessRequest, context: Context) -> pb.EmergencyAccess:
        wish = EmergencyWish(request.person_id, request.data_classes, request.reason, request.minutes)
        return emergency(await self._verbs.open_emergency_access(caller(), wish), self._now())

    async def ListEmergencyAccesses(
        self, request: pb.ListEmergencyAccessesRequest, context: Context
    ) -> pb.ListEmergencyAccessesResponse:
        found = await self._verbs.list_emergency_accesses(caller(), page(request.limit, request.cursor))
        return pb.ListEmergencyAccessesResponse(
            accesses=[to_review(one, self._now()) for one in found.items], next_cursor=cursor(found.after)
        )

    async def ReviewEmergencyAccess(
        self, request: pb.ReviewEmergencyAccessRequest, context: Context
    ) -> pb.EmergencyAccess:
        judged = await self._verbs.review_emergency_access(
            caller(), request.emergency_access_id, request.justified, request.comment
        )
        return emergency(judged, self._now())

    async def ReleaseWithheld(self, request: pb.ReleaseWithheldRequest, context: Context) -> pb.ReleaseWithheldResponse:
        await self._verbs.release_withheld(caller(), request.disclosure_id, request.reason)
        return pb.ReleaseWithheldResponse()

    async def ListWithheld(self, request: pb.ListWithheldRequest, context: Context) -> pb.ListWithheldResponse:
        found = await self._verbs.list_withheld(caller(), page(request.limit, request.cursor))
        return pb.ListWithheldResponse(withheld=map(withheld, found.items), next_cursor=cursor(found.after))

    async def KeepWithheld(self, request: pb.KeepWithheldRequest, context: Context) -> pb.KeepWithheldResponse:
        await self._verbs.keep_withheld(caller(), request.disclosure_id, request.reason, request.review_on)
        return pb.KeepWithheldResponse()

    async def DecideNotToShare(self, request: pb.DecideNotToShareRequest, context: Context) -> pb.DecisionNotToShare:
        wish = NotSharingWish(
            person_id=request.person_id,
            case_id=request.case_id,
            to_organisation_ids=request.to_organisation_ids,
            data_classes=request.data_classes,
            purpose=request.purpose,
            reason=request.reason,
            advice_sought=request.advice_sought,
            review_on=request.review_on,
        )
        return not_sharing(await self._verbs.decide_not_to_share(caller(), wish))

    async def ListDecisionsNotToShare(
        self, request: pb.ListDecisionsNotToShareRequest, context: Context
    ) -> pb.ListDecisionsNotToShareResponse:
        found = await self._verbs.list_decisions_not_to_share(caller(), request.person_id)
        return pb.ListDecisionsNotToShareResponse(decisions=map(not_sharing, found))

    async def RefuseConsent(self, request: pb.RefuseConsentRequest, context: Context) -> pb.ConsentRefusal:
        wish = RefusalWish(
            person_id=request.person_id,
            from_organisation_id=request.from_organisation_id,
            to_organisation_ids=request.to_organisation_ids,
            data_classes=request.data_classes,
            purpose=request.purpose,
            competence=competence_in(request.competence),
            evidence=request.evidence,
        )
        return refusal(await self._verbs.refuse_consent(caller(), wish))

    async def GetConsentRecord(self, request: pb.GetConsentRecordRequest, context: Context) -> pb.ConsentRecord:
        return recorded(await self._verbs.get_consent_record(caller(), request.consent_id), self._now())
