"""The rows that go with a class of retention, in the order that foreign keys allow."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, Update, and_, bindparam, delete, exists, or_, select, update

from services.cases.domain.objection import ObjectionKind
from services.cases.store.gate.conditions import works_privately
from services.cases.store.tables.access import access_copy, access_decision, access_move, access_request
from services.cases.store.tables.casework import case, record, record_version
from services.cases.store.tables.concerns import concern
from services.cases.store.tables.consents import consent_event, consent_record, refusal
from services.cases.store.tables.contacts import message, safe_contact
from services.cases.store.tables.disclosures import disclosure_record
from services.cases.store.tables.documents import document, document_chunk
from services.cases.store.tables.events import alias, delivery
from services.cases.store.tables.hubs import contribution, enquiry, enquiry_source, hub_release
from services.cases.store.tables.keeping import person_key, recall
from services.cases.store.tables.networks import family_link, invitation
from services.cases.store.tables.objections import objection
from services.cases.store.tables.people import identity_link, involvement, knowledge
from services.cases.store.tables.private_messages import private_answer, private_message
from services.cases.store.tables.referrals import referral
from services.cases.store.tables.rounds import worker_look
from services.cases.store.tables.sharing import consent, not_sharing, share, share_class, share_recipient

_PERSON, _ORGANISATION, _KEPT = (
    bindparam("person", type_=case.c.id.type),
    bindparam("organisation", type_=case.c.id.type),
    bindparam("kept", type_=case.c.id.type),
)


def _theirs(table: Any, holder: str = "organisation_id") -> ColumnElement[bool]:
    return and_(table.c.person_id == _PERSON, table.c[holder] == _ORGANISATION)


def _shares(which: Select[Any]) -> list[Delete]:
    """These shares, with what their recipients were told of them."""
    return [
        *_told_of(which),
        delete(share_recipient).where(share_recipient.c.share_id.in_(which)),
        delete(share_class).where(share_class.c.share_id.in_(which)),
        delete(referral).where(referral.c.share_id.in_(which)),
        delete(share).where(share.c.id.in_(which)),
    ]


def _told_of(which: Select[Any]) -> list[Delete]:
    """What partners call these things, and what is on its way to them or was."""
    # But for the name by which somebody is still told that it was erased.
    recalled = exists().where(recall.c.record_id == alias.c.real_id, recall.c.recipient_id == alias.c.organisation_id)
    return [
        delete(alias).where(alias.c.real_id.in_(which), ~recalled),
        delete(delivery).where(delivery.c.object_id.in_(which)),
    ]


_CASES = select(case.c.id).where(_theirs(case), case.c.retention == _KEPT)
DOCUMENTS = select(document.c.record_id).where(document.c.case_id.in_(_CASES))
RECORDS = select(record.c.id).where(record.c.case_id.in_(_CASES))
_KEY = and_(_theirs(person_key), person_key.c.retention == _KEPT)

_REQUESTS = select(access_request.c.id).where(_theirs(access_request))

OF_CASES: Sequence[Delete | Update] = (
    # A copy of them is one of what is erased; she may ask again for what is left.
    delete(access_copy).where(access_copy.c.request_id.in_(_REQUESTS)),
    update(access_request).where(_theirs(access_request)).values(parts=0),
    *_shares(select(share.c.id).where(_theirs(share, "from_organisation_id"), share.c.case_id.in_(_CASES))),
    delete(not_sharing).where(_theirs(not_sharing), not_sharing.c.case_id.in_(_CASES)),
    *_told_of(RECORDS),
    delete(record_version).where(record_version.c.record_id.in_(RECORDS)),
    delete(disclosure_record).where(disclosure_record.c.record_id.in_(RECORDS)),
    delete(record).where(record.c.case_id.in_(_CASES)),
    delete(document_chunk).where(document_chunk.c.record_id.in_(DOCUMENTS)),
    delete(document).where(document.c.case_id.in_(_CASES)),
    *_told_of(_CASES),
    delete(case).where(_theirs(case), case.c.retention == _KEPT),
    delete(person_key).where(_KEY),
)
"""A person's cases of one class at one organisation."""

_BROUGHT = select(contribution.c.id).where(_theirs(contribution))
_BROUGHT_BY_ANYBODY = exists().where(contribution.c.enquiry_id == enquiry_source.c.enquiry_id)
_HOSTED = select(enquiry.c.id).where(enquiry.c.person_id == _PERSON, enquiry.c.words == b"")

_CONCERNS = select(concern.c.id).where(_theirs(concern, "council_id"))

OF_ENQUIRIES: Sequence[Delete | Update] = (
    *_shares(select(share.c.id).where(_theirs(share, "from_organisation_id"), share.c.contribution_id.in_(_BROUGHT))),
    delete(hub_release).where(
        or_(hub_release.c.contribution_id.in_(_BROUGHT), _theirs(hub_release, "to_organisation_id"))
    ),
    delete(contribution).where(_theirs(contribution)),
    *_told_of(_CONCERNS),
    delete(concern).where(_theirs(concern, "council_id")),
    # An emptied row stays as long as the log: it says whose file has what happened inside.
    update(enquiry).where(_theirs(enquiry, "host_id")).values(words=b"", opened_by="", closed_by=""),
    # And whom it is kept from, as long as anybody keeps something of it.
    delete(enquiry_source).where(enquiry_source.c.enquiry_id.in_(_HOSTED), ~_BROUGHT_BY_ANYBODY),
    delete(person_key).where(_KEY),
)
"""What it brought to hubs' enquiries about a person, asked for there, or hosts; the concerns that it answered."""

_OF_OTHER = and_(family_link.c.other_id == _PERSON, family_link.c.organisation_id == _ORGANISATION)
_CONSENTS = select(consent.c.id).where(_theirs(consent, "from_organisation_id"))
_KNOWLEDGE = select(knowledge.c.id).where(_theirs(knowledge))
_ERASED = "erased"
_INVOLVEMENTS = select(involvement.c.id).where(_theirs(involvement), involvement.c.declared_by != _ERASED)

_LEFT = select(private_message.c.id).where(_theirs(private_message))

PRIVATE_MESSAGES: Sequence[Delete] = (
    delete(private_answer).where(or_(_theirs(private_answer), private_answer.c.message_id.in_(_LEFT))),
    delete(private_message).where(_theirs(private_message)),
)
"""What an organisation left for services that are never shown, with what was answered, and what it answered as one."""

OF_DEALINGS: Sequence[Delete | Update] = (
    delete(access_copy).where(access_copy.c.request_id.in_(_REQUESTS)),
    delete(access_decision).where(access_decision.c.request_id.in_(_REQUESTS)),
    delete(access_move).where(access_move.c.request_id.in_(_REQUESTS)),
    delete(access_request).where(_theirs(access_request)),
    delete(family_link).where(_theirs(family_link)),
    delete(family_link).where(_OF_OTHER),
    delete(invitation).where(_theirs(invitation, "from_organisation_id")),
    delete(message).where(_theirs(message)),
    *PRIVATE_MESSAGES,
    delete(safe_contact).where(_theirs(safe_contact)),
    delete(worker_look).where(_theirs(worker_look)),
    *_shares(select(share.c.id).where(_theirs(share, "from_organisation_id"))),
    delete(not_sharing).where(_theirs(not_sharing)),
    delete(consent_event).where(consent_event.c.consent_id.in_(_CONSENTS)),
    delete(consent_record).where(consent_record.c.consent_id.in_(_CONSENTS)),
    delete(consent).where(_theirs(consent, "from_organisation_id")),
    delete(refusal).where(_theirs(refusal, "from_organisation_id")),
    # What she was answered about erasure stays hers to read.
    delete(objection).where(_theirs(objection), objection.c.kind != ObjectionKind.ERASURE.value),
    # That it worked with her in private services only keeps its looks, which stay in the log, off her pages.
    update(involvement)
    .where(_theirs(involvement), involvement.c.shielded, works_privately(involvement.c.person_id, _ORGANISATION))
    .values(
        professional_id="",
        team="",
        role="",
        declared_by=_ERASED,
        case_status="",
        last_contact=None,
        next_contact=None,
    ),
    *_told_of(_INVOLVEMENTS),
    delete(involvement).where(involvement.c.id.in_(_INVOLVEMENTS)),
    delete(identity_link).where(identity_link.c.knowledge_id.in_(_KNOWLEDGE)),
    delete(knowledge).where(_theirs(knowledge)),
    delete(person_key).where(_theirs(person_key)),
)
"""What else an organisation holds of a person, and is left when her cases are gone."""

KEY_OF_CLASS = select(person_key.c.name).where(_KEY)
KEYS_OF_DEALINGS = select(person_key.c.name).where(_theirs(person_key))
KNOWN_AS = select(knowledge.c.id, knowledge.c.date_of_birth).where(_theirs(knowledge))
ENDED_INVOLVEMENTS = select(involvement.c.until).where(_theirs(involvement))
