"""Agreements, consents, shares, emergency access as messages."""

from datetime import datetime

from kith.cases.v1 import sharing_pb2 as pb

from services.cases.api.rpc.instants import stamp
from services.cases.domain.consents.consent import Consent
from services.cases.domain.consents.receipt import WithdrawalReceipt
from services.cases.domain.days import day
from services.cases.domain.emergency import EmergencyAccess
from services.cases.domain.sharing.agreement import Agreement
from services.cases.domain.sharing.basis import Basis
from services.cases.domain.sharing.not_sharing import DecisionNotToShare
from services.cases.domain.sharing.share import Ended, Share, Standing
from services.cases.usecases.emergency.list_emergency_accesses import ToReview
from services.cases.usecases.sharing.create_share import BasisWish


def agreement(one: Agreement, now: datetime) -> pb.Agreement:
    return pb.Agreement(
        id=one.id,
        title=one.title,
        parties=sorted(one.parties),
        accepted_by=sorted(one.accepted_by),
        purposes=sorted(one.purposes),
        data_classes=sorted(one.data_classes),
        expires_on=one.expires_on.isoformat(),
        state=one.state(day(now)),
        ends_in_days=one.days_left(day(now)),
    )


def consent(one: Consent, now: datetime) -> pb.Consent:
    return pb.Consent(
        id=one.id,
        person_id=one.person_id,
        from_organisation_id=one.from_organisation_id,
        to_organisation_ids=sorted(one.to_organisation_ids),
        data_classes=sorted(one.data_classes),
        purpose=one.purpose,
        expires_on=one.expires_on.isoformat(),
        state=one.state(day(now)),
        given_at=stamp(one.given_at),
        notice_version=one.notice.version,
        notice_hash=one.notice.hash,
        renewed_by=one.renewed_by,
        ends_in_days=one.days_left(day(now)),
    )


def standing(one: Standing, now: datetime) -> pb.Share:
    """As the gate sees it now, whether or not the timer has written it down yet."""
    said = share(one.share, one.ended(day(now)))
    said.ends_in_days = one.days_left(day(now))
    said.heard_by_organisation_ids.extend(sorted(one.heard))
    return said


def share(one: Share, ended: Ended) -> pb.Share:
    return pb.Share(
        id=one.id,
        person_id=one.person_id,
        case_id=one.case_id,
        from_organisation_id=one.from_organisation_id,
        to_organisation_ids=sorted(one.to_organisation_ids),
        data_classes=sorted(one.data_classes),
        purpose=one.purpose,
        until=one.until.isoformat(),
        basis=basis(one.basis),
        agreement_id=one.agreement_id,
        state="live" if ended is Ended.NOT else "ended",
        ended_because=ended,
        created_at=stamp(one.created_at),
        involvement_id=one.involvement_id,
        advice_sought=one.advice_sought,
        contribution_id=one.contribution_id,
        to_professional_id=one.to_professional_id,
    )


def emergency(one: EmergencyAccess, now: datetime) -> pb.EmergencyAccess:
    return pb.EmergencyAccess(
        id=one.id,
        person_id=one.person_id,
        organisation_id=one.organisation_id,
        data_classes=sorted(one.data_classes),
        reason=one.reason,
        opened_at=stamp(one.opened_at),
        ends_at=stamp(one.ends_at),
        review_due_at=stamp(one.review_due_at),
        state=one.state(now),
        opened_by=one.opened_by,
        reviewed_by=one.reviewed_by,
        escalated_to=one.escalated.word,
    )


def to_review(one: ToReview, now: datetime) -> pb.EmergencyAccess:
    said = emergency(one.access, now)
    said.opened_lately, said.repeated = one.lately, one.repeated
    return said


def receipt(one: WithdrawalReceipt) -> pb.WithdrawalReceipt:
    return pb.WithdrawalReceipt(
        id=one.id,
        consent_id=one.consent_id,
        withdrawn_at=stamp(one.withdrawn_at),
        epoch=one.epoch,
        ended_share_ids=one.ended_share_ids,
        continuing=[
            pb.Continuing(
                share_id=each.share_id,
                organisation_names=each.organisation_names,
                data_classes=each.data_classes,
                because=each.because,
            )
            for each in one.continuing
        ],
        still_in_flight=one.still_in_flight,
        signature=one.signature,
    )


def not_sharing(one: DecisionNotToShare) -> pb.DecisionNotToShare:
    return pb.DecisionNotToShare(
        id=one.id,
        person_id=one.person_id,
        case_id=one.case_id,
        organisation_id=one.organisation_id,
        to_organisation_ids=sorted(one.to_organisation_ids),
        data_classes=sorted(one.data_classes),
        purpose=one.purpose,
        reason=one.reason,
        advice_sought=one.advice_sought,
        review_on=one.review_on.isoformat(),
        decided_at=stamp(one.decided_at),
        decided_by=one.decided_by,
    )


def basis(one: Basis) -> pb.Basis:
    return pb.Basis(
        kind=one.kind,
        consent_id=one.consent_id,
        condition=one.condition,
        reason=one.reason,
        para_18_reason=one.para_18,
        informed=one.informed,
        not_informed_reason=one.not_informed_reason,
    )


def basis_wish(request: pb.Basis) -> BasisWish:
    return BasisWish(
        kind=request.kind,
        consent_id=request.consent_id,
        condition=request.condition,
        reason=request.reason,
        para_18=request.para_18_reason,
        informed=request.informed,
        not_informed_reason=request.not_informed_reason,
    )
