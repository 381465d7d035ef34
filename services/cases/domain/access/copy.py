"""The copy that answers a subject access request: JSON in parts, alike in form whatever was left out.

`docs/subject-access-copy.schema.json` describes it. Staff stand in it by role, never by account or name.
"""

import json
from collections.abc import Iterable
from datetime import date

from services.cases.domain.access.held_item import Entry
from services.cases.domain.access.request import AccessRequest
from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.casework.case import Case
from services.cases.domain.casework.record import Earlier, Record
from services.cases.domain.casework.redaction import Identifies
from services.cases.domain.concerns.concern import Concern
from services.cases.domain.consents.consent import Consent
from services.cases.domain.consents.consent_record import Refusal
from services.cases.domain.days import day
from services.cases.domain.documents.document import name_to_save
from services.cases.domain.networks.family import FamilyLink
from services.cases.domain.networks.invitation import Invitation
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.objection import Objection
from services.cases.domain.organisation import Organisation
from services.cases.domain.sharing.not_sharing import DecisionNotToShare
from services.cases.domain.sharing.share import Standing
from services.cases.domain.viewer import Viewer, ViewerKind

SCHEMA = "kith-access-copy-1"
MOST_OF_A_PART = 1_000_000
"""Bytes of entries, unless one alone is longer."""

ON_EVERY_COPY = (
    "This sentence stands on every copy, whether anything was left out or not: the law asks organisations to leave out "
    "some kinds of information, such as what is about somebody else, or what could seriously harm somebody. You may "
    "ask them about that, and you may complain to the Information Commissioner (ico.org.uk)."
)
HER = Viewer(ViewerKind.RESIDENT, "")


def split(entries: Iterable[Entry]) -> list[str]:
    """JSON arrays of entries, one at the least."""
    parts, size = [list[str]()], 0
    for entry in entries:
        text = json.dumps(entry, ensure_ascii=False)
        length = len(text.encode())
        if parts[-1] and size + length > MOST_OF_A_PART:
            parts.append([])
            size = 0
        parts[-1].append(text)
        size += length
    return [f"[{','.join(part)}]" for part in parts]


def document(request: AccessRequest, organisation: Organisation, part: int, entries: str) -> str:
    """One part of a copy that was released, as JSON text."""
    assert request.released_at
    assert request.copy_until
    return json.dumps(
        {
            "schema": SCHEMA,
            "request_id": request.id,
            "organisation": {"id": organisation.id, "name": organisation.name},
            "asked_on": request.asked_on.isoformat(),
            "released_at": request.released_at.isoformat(),
            "can_be_fetched_until": request.copy_until.isoformat(),
            "note": ON_EVERY_COPY,
            "part": part,
            "parts": request.parts,
            "items": json.loads(entries),
        },
        ensure_ascii=False,
    )


def of_case(case: Case) -> Entry:
    return {
        "kind": "case",
        "id": case.id,
        "title": case.title,
        "what": case.kind,
        "status": case.status,
        "opened_on": _on(day(case.opened_at)),
    }


def of_record(record: Record) -> Entry:
    """With the file, if it is one that leaves: its bytes are fetched by the record's id."""
    file = record.document
    return {
        "kind": "record",
        "id": record.id,
        "case_id": record.case_id,
        "data_class": record.data_class,
        "title": record.title,
        "content": record.content,
        "added_on": _on(day(record.added_at)),
        "corrected_on": _on(day(record.corrected_at)) if record.corrected_at else None,
        "file": {"name": name_to_save(record.title, file.kind), "media_type": file.kind, "bytes": file.size}
        if file
        else None,
    }


def of_earlier(earlier: Earlier) -> Entry:
    """Without who corrected it."""
    return {
        "kind": "record_version",
        "id": f"{earlier.record_id}:{earlier.version}",
        "record_id": earlier.record_id,
        "title": earlier.title,
        "content": earlier.content,
        "until": _on(day(earlier.until)),
        "by_role": earlier.role,
        "why": earlier.why,
    }


def of_involvement(one: Involvement) -> Entry:
    """By team and role, without a name."""
    return {
        "kind": "involvement",
        "id": one.id,
        "team": one.team,
        "role": one.role,
        "since": _on(one.since),
        "until": _on(one.until) if one.until else None,
        "confirmed": one.confirmed,
        "status": one.case_status,
        "last_contact": _on(one.last_contact) if one.last_contact else None,
        "next_contact": _on(one.next_contact) if one.next_contact else None,
    }


def of_share(standing: Standing, today: date) -> Entry:
    """Without the organisation's own notes."""
    share = standing.seen_by("").share
    return {
        "kind": "share",
        "id": share.id,
        "to_organisation_ids": sorted(share.to_organisation_ids),
        "data_classes": sorted(map(str, share.data_classes)),
        "purpose": share.purpose,
        "basis": share.basis.kind,
        "reason": share.basis.reason,
        "made_on": _on(day(share.created_at)),
        "until": _on(share.until),
        "ended": standing.ended(today) or None,
    }


def of_consent(consent: Consent, today: date) -> Entry:
    return {
        "kind": "consent",
        "id": consent.id,
        "to_organisation_ids": sorted(consent.to_organisation_ids),
        "data_classes": sorted(map(str, consent.data_classes)),
        "purpose": consent.purpose,
        "given_on": _on(day(consent.given_at)),
        "how": consent.method,
        "until": _on(consent.expires_on),
        "state": consent.state(today),
    }


def of_refusal(refusal: Refusal) -> Entry:
    return {
        "kind": "refusal",
        "id": refusal.id,
        "to_organisation_ids": sorted(refusal.to_organisation_ids),
        "data_classes": sorted(map(str, refusal.data_classes)),
        "purpose": refusal.purpose,
        "refused_on": _on(day(refusal.refused_at)),
    }


def of_disclosure(one: Disclosure) -> Entry:
    """As on her page: the organisation and the role, never who."""
    return {
        "kind": "disclosure",
        "id": one.id,
        "at": one.at.isoformat(),
        "organisation_id": one.organisation_id,
        "organisation_name": one.organisation_name,
        "role": one.role,
        "what": one.what,
        "data_classes": list(one.data_classes),
        "purpose": one.purpose,
        "because": one.because,
    }


def of_decision(one: DecisionNotToShare) -> Entry:
    """Without whose advice was sought."""
    return {
        "kind": "decision_not_to_share",
        "id": one.id,
        "to_organisation_ids": sorted(one.to_organisation_ids),
        "data_classes": sorted(map(str, one.data_classes)),
        "purpose": one.purpose,
        "reason": one.reason,
        "decided_on": _on(day(one.decided_at)),
    }


def of_concern(one: Concern) -> Entry:
    """Without who raised it, who heard it and whom it alleges of."""
    return {
        "kind": "concern",
        "id": one.id,
        "about": one.about,
        "words": one.words,
        "raised_on": _on(day(one.raised_at)),
        "outcome": one.outcome,
        "answer": one.answer,
    }


def of_invitation(one: Invitation, today: date) -> Entry:
    """By team and role, without a name."""
    return {
        "kind": "invitation",
        "id": one.id,
        "to_organisation_id": one.to_organisation_id,
        "team": one.team,
        "role": one.role,
        "purpose": one.purpose,
        "sent_on": _on(day(one.sent_at)),
        "state": one.stands(today),
        "reason": one.reason,
    }


def of_family_link(one: FamilyLink, other: str) -> Entry:
    """`other` is who the other is, by name; empty where that is removed."""
    return {
        "kind": "family_link",
        "id": one.id,
        "other": other or Identifies.THIRD_PARTY.removed,
        "is_their": one.kin,
        "since": _on(one.since),
        "until": _on(one.until) if one.until else None,
    }


def of_objection(one: Objection, today: date) -> Entry:
    return {
        "kind": "objection",
        "id": one.id,
        "what": one.kind,
        "data_classes": sorted(map(str, one.data_classes)),
        "words": one.words,
        "made_on": _on(day(one.made_at)),
        "state": one.state(today),
        "reasons": one.reasons,
    }


def _on(value: date) -> str:
    return value.isoformat()
