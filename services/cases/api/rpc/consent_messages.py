"""Consents, their records and refusals as messages."""

from datetime import datetime

from kith.cases.v1 import sharing_pb2 as pb

from services.cases.api.rpc.instants import stamp
from services.cases.api.rpc.sharing_messages import consent
from services.cases.domain.consents.authority import Competence
from services.cases.domain.consents.consent_record import ConsentEvent, Refusal
from services.cases.domain.consents.notices import Notice, text_of
from services.cases.usecases.consents.consent_situation import CompetenceWish
from services.cases.usecases.consents.get_consent_record import Recorded


def competence_in(message: pb.Competence) -> CompetenceWish:
    return CompetenceWish(message.outcome, message.assessed_on, message.assessor)


def refusal(one: Refusal) -> pb.ConsentRefusal:
    return pb.ConsentRefusal(
        id=one.id,
        person_id=one.person_id,
        from_organisation_id=one.from_organisation_id,
        to_organisation_ids=sorted(one.to_organisation_ids),
        data_classes=sorted(one.data_classes),
        purpose=one.purpose,
        refused_at=stamp(one.refused_at),
    )


def recorded(one: Recorded, now: datetime) -> pb.ConsentRecord:
    message = pb.ConsentRecord(
        consent=consent(one.consent, now),
        method=one.consent.method,
        notice_language=one.consent.notice.language,
        notice=one.notice,
        events=map(_event, one.events),
    )
    if record := one.record:
        message.schema_version = record.schema
        message.authority = record.authority
        message.grantor_id = record.grantor_id
        message.mandate_id = record.mandate_id
        message.competence.extend(map(_competence, record.competence))
        message.jurisdiction = record.jurisdiction
        message.storage = record.storage
        message.retention = record.retention
        message.how_to_withdraw = record.how_to_withdraw
        message.signature = record.signature
    return message


def _competence(one: Competence) -> pb.Competence:
    return pb.Competence(outcome=one.outcome, assessed_on=one.assessed_on.isoformat(), assessor=one.assessor)


def _event(one: ConsentEvent) -> pb.ConsentEvent:
    return pb.ConsentEvent(
        type=one.type,
        at=stamp(one.at),
        actor=one.actor,
        state=one.state,
        method=one.method,
        evidence=one.evidence,
        receipt=one.receipt,
    )


def shown_notice(one: Notice) -> pb.Notice:
    return pb.Notice(language=one.language, version=one.version, text=text_of(one.hash), hash=one.hash)
