"""A generated world as rows of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from sqlalchemy import Connection, Engine, Table, create_engine, insert

from services.cases.domain.account_link import LinkState
from services.cases.domain.sharing.agreement import AgreementState
from services.cases.domain.sharing.share import Share
from services.cases.store.casework.case_lists import ON_SHARES, RECIPIENT
from services.cases.store.tables import casework, disclosures, hubs, networks, people, sharing
from services.cases.store.tables.metadata import metadata
from tests.cases.gate.gate_concerns import store_concerns
from tests.cases.gate.gate_feeds import store_feeds
from tests.cases.gate.gate_hubs import HUBS, Hubs
from tests.cases.gate.gate_messages import store_messages
from tests.cases.gate.gate_worlds import KINDS, NOW, ORGANISATIONS, PEOPLE, TODAY, World


def engine() -> Engine:
    made = create_engine("sqlite://")
    metadata.create_all(made)
    return made


@contextmanager
def stored(made: Engine, world: World) -> Iterator[Connection]:
    """The world's rows, for the block."""
    with made.connect() as tx:
        store(tx, world)
        yield tx
        tx.rollback()


def store(tx: Connection, world: World) -> None:
    c, s, p = casework, sharing, people
    _rows(tx, p.person, [{"id": person, "sequence": 0, "epoch": 0} for person in PEOPLE])
    _rows(tx, p.organisation, [{"id": id_, "name": id_, "kind": kind, "nation": ""} for id_, kind in KINDS.items()])
    for kept in world.confidences:
        row: dict[str, object] = {
            "id": kept.id,
            "person_id": kept.person_id,
            "organisation_id": kept.organisation_id,
            "assessed_on": kept.assessed_on,
            "words": b"",
            "recorded_by": "",
            "recorded_at": kept.recorded_at,
            "ended_at": kept.ended_at,
        }
        _rows(tx, p.confidence, [row])
        _rows(tx, p.confidence_class, [{"confidence_id": kept.id, "data_class": w.value} for w in kept.data_classes])
    _rows(
        tx,
        p.account_link,
        [
            {
                "id": f"lnk_{account}",
                "account_id": account,
                "proof_id": "",
                "person_id": person,
                "state": LinkState.LIVE.value,
                "why": "",
                "proposed_at": NOW,
                "confirmed_by": "",
                "method": "",
                "ended_reason": "",
            }
            for account, person in world.links.items()
        ],
    )
    _rows(tx, p.involvement, [{**asdict(one), "changed_at": None} for one in world.involvements])
    _rows(tx, networks.cover, [asdict(one) for one in world.covers])
    _rows(
        tx,
        c.case,
        [
            {
                "id": one.id,
                "person_id": one.person_id,
                "organisation_id": one.organisation_id,
                "title": b"",
                "kind": one.kind.value,
                "data_class": one.kind.data_class.value,
                "status": one.status.value,
                "opened_at": one.opened_at,
                "retention": one.retention.value,
                "private": one.private,
                "version": 1,
            }
            for one in world.cases
        ],
    )
    _rows(
        tx,
        c.record,
        [
            {
                "id": one.id,
                "case_id": one.case_id,
                "person_id": one.person_id,
                "organisation_id": one.organisation_id,
                "data_class": one.data_class.value,
                "title": b"",
                "content": b"",
                "sealed": one.sealed,
                "added_at": one.added_at,
                "version": 1,
                "corrected_at": None,
                "parts": None,
            }
            for one in world.records
        ],
    )
    _rows(
        tx,
        c.record_version,
        [
            {
                "record_id": one.record_id,
                "version": one.version,
                "title": b"",
                "content": b"",
                "until": one.until,
                "by": one.by,
                "role": one.role,
                "why": b"",
            }
            for one in world.earlier
        ],
    )
    known: list[dict[str, object]] = [
        {
            "id": one.id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "local_id": one.local_id,
            "given_name": "",
            "family_name": "",
            "given_folded": "",
            "family_folded": "",
            "date_of_birth": one.identity.date_of_birth,
            "nhs_number": one.identity.nhs_number,
            "postcode": "",
            "particulars": b"",
            "shielded": one.shielded,
        }
        for one in world.knowledge
    ]
    _rows(tx, p.knowledge, known)
    store_feeds(tx, world.feeds)
    _store_bases(tx, world)
    _store_hubs(tx, world.hubs)
    store_concerns(tx, world.concerns)
    store_messages(tx, world.messages)
    for share in world.shares:
        _store_share(tx, share)
    tx.execute(insert(casework.case_recipient).from_select(RECIPIENT, ON_SHARES))
    for access in world.emergencies:
        row = {
            "id": access.id,
            "person_id": access.person_id,
            "organisation_id": access.organisation_id,
            "opened_by": access.opened_by,
            "words": b"",
            "opened_at": access.opened_at,
            "ends_at": access.ends_at,
            "review_due_at": access.review_due_at,
            "reviewed_by": "",
            "justified": None,
            "escalated": 0,
        }
        _rows(tx, s.emergency, [row])
        _rows(tx, s.emergency_class, [{"emergency_id": access.id, "data_class": w.value} for w in access.data_classes])


def _store_bases(tx: Connection, world: World) -> None:
    for one in world.agreements:
        row: dict[str, object] = {
            "id": one.id,
            "title": "",
            "purposes": "",
            "data_classes": "",
            "expires_on": one.expires_on,
        }
        _rows(tx, sharing.agreement, [row])
        assert one.state(one.expires_on) in (AgreementState.LIVE, AgreementState.PROPOSED)
        _rows(
            tx,
            sharing.agreement_party,
            [
                {
                    "agreement_id": one.id,
                    "organisation_id": party,
                    "accepted_by": "",
                    "accepted_at": NOW if party in one.accepted_by else None,
                }
                for party in one.parties
            ],
        )
    _rows(
        tx,
        sharing.consent,
        [
            {
                "id": one.id,
                "person_id": one.person_id,
                "from_organisation_id": one.from_organisation_id,
                "to_organisation_ids": " ".join(sorted(one.to_organisation_ids)),
                "data_classes": " ".join(sorted(one.data_classes)),
                "purpose": one.purpose.value,
                "expires_on": one.expires_on,
                "method": one.method.value,
                "notice_language": "en",
                "notice_version": "",
                "notice_hash": "",
                "given_at": one.given_at,
                "given_by": "",
                "withdrawn_at": one.withdrawn_at,
                "withdrawn_epoch": 0,
            }
            for one in world.consents
        ],
    )


def _store_share(tx: Connection, share: Share) -> None:
    row: dict[str, object] = {
        "id": share.id,
        "person_id": share.person_id,
        "case_id": share.case_id,
        "involvement_id": share.involvement_id,
        "from_organisation_id": share.from_organisation_id,
        "purpose": share.purpose.value,
        "until": share.until,
        "basis": share.basis.kind.value,
        "consent_id": share.basis.consent_id,
        "agreement_id": share.agreement_id,
        "contribution_id": share.contribution_id,
        "private": share.private,
        "to_professional_id": share.to_professional_id,
        "condition": "",
        "para_18": "",
        "informed": share.basis.informed,
        "words": b"",
        "created_at": share.created_at,
        "created_by": "",
        "ended": share.ended.value,
        "ended_at": None,
    }
    _rows(tx, sharing.share, [row])
    _rows(
        tx, sharing.share_recipient, [{"share_id": share.id, "organisation_id": to} for to in share.to_organisation_ids]
    )
    _rows(tx, sharing.share_class, [{"share_id": share.id, "data_class": word.value} for word in share.data_classes])


def _store_hubs(tx: Connection, world: Hubs) -> None:
    for id_ in HUBS:
        row = {"id": id_, "name": id_, "terms": "", "host_id": "", "proposed_at": NOW, "proposed_by": ""}
        _rows(tx, hubs.hub, [row])
        members: list[dict[str, object]] = [
            {
                "hub_id": id_,
                "organisation_id": one,
                "accepted_by": "",
                "accepted_at": NOW if (id_, one) in world.accepted else None,
            }
            for one in ORGANISATIONS
        ]
        _rows(tx, hubs.hub_member, members)
    seats: list[dict[str, object]] = [
        {
            "id": one.seat.id,
            "hub_id": one.hub_id,
            "organisation_id": one.seat.organisation_id,
            "professional_id": one.seat.professional_id,
            "role": one.seat.role,
            "given_at": NOW,
            "given_by": "",
            "ended_at": NOW if one.ended else None,
        }
        for one in world.sittings
    ]
    _rows(tx, hubs.hub_seat, seats)
    enquiries: list[dict[str, object]] = [
        {
            "id": one.id,
            "hub_id": one.hub_id,
            "host_id": one.host_id,
            "person_id": one.person_id,
            "purpose": one.purpose.value,
            "basis": one.basis.kind.value,
            "informed": one.basis.informed,
            "words": one.reason.encode(),
            "until": one.until,
            "opened_at": one.opened_at,
            "opened_by": one.opened_by,
            "closed_at": one.closed_at,
            "closed_by": "",
        }
        for one in world.enquiries
    ]
    _rows(tx, hubs.enquiry, enquiries)
    sources = [{"enquiry_id": one.id, "source_id": source} for one in world.enquiries for source in one.sources]
    _rows(tx, hubs.enquiry_source, sources)  # type: ignore[arg-type]  # rows of texts
    contributions: list[dict[str, object]] = [
        {
            "id": one.id,
            "enquiry_id": one.enquiry_id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "data_class": one.data_class.value,
            "basis": one.basis.kind.value,
            "informed": one.basis.informed,
            "refers": one.refers.value,
            "object_id": one.object_id,
            "words": b"",
            "contributed_at": one.contributed_at,
            "contributed_by": one.contributed_by,
        }
        for one in world.contributions
    ]
    _rows(tx, hubs.contribution, contributions)
    left: list[dict[str, object]] = [
        {
            "id": one.id,
            "person_id": one.person_id,
            "at": NOW,
            "epoch": 0,
            "holder_id": one.holder_id,
            "organisation_id": one.to,
            "share_id": "",
            "consent_id": "",
            "enquiry_id": one.enquiry_id,
        }
        for one in world.left
    ]
    _rows(tx, disclosures.disclosure, left)
    kept: list[dict[str, object]] = [
        {
            "disclosure_id": one.id,
            "person_id": one.person_id,
            "organisation_id": one.kept_by,
            "by": "",
            "ground": "",
            "reason": b"",
            "review_on": TODAY,
            "released_at": NOW if one.released else None,
            "released_by": "",
        }
        for one in world.left
        if one.kept_by
    ]
    _rows(tx, disclosures.withheld, kept)


def _rows(tx: Connection, table: Table, rows: list[dict[str, object]]) -> None:
    if rows:
        tx.execute(insert(table), rows)
