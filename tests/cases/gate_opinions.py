"""The second and third opinion on a generated world: Cedar's, and the database's."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

import cedarpy
from sqlalchemy import Connection, Engine, Select, Table, create_engine, insert, select

from services.cases.domain import disclosure as gate
from services.cases.domain.account_link import LinkState
from services.cases.domain.agreement import AgreementState
from services.cases.domain.basis import BasisKind
from services.cases.domain.confidence import Confidence
from services.cases.domain.disclosure import Ask, What
from services.cases.domain.purposes import Purpose
from services.cases.domain.share import Ended, Share
from services.cases.domain.viewer import Viewer
from services.cases.store.gate import (
    cases_visible,
    consents_visible,
    history_visible,
    involvements_visible,
    records_visible,
    shares_visible,
)
from services.cases.store.tables import casework, people, sharing
from services.cases.store.tables.metadata import metadata
from tests.cases.gate_worlds import KINDS, NOW, PEOPLE, TODAY, World, attributes

_FOLDER = Path(gate.__file__).parent
_STATIC = (_FOLDER / "policy.cedar").read_text()
_SHARE = Template((_FOLDER / "share.cedar").read_text())
_OPENING = Template((_FOLDER / "opening.cedar").read_text())
_EMERGENCY = Template((_FOLDER / "emergency.cedar").read_text())


def cedar(world: World, viewers: list[Viewer], purpose: Purpose | None) -> set[tuple[str, str, str]]:
    """What Cedar permits: (viewer, what, object)."""
    asks = world.asks(purpose)
    entities = [
        *({"uid": _viewer(v), "attrs": attributes(v), "parents": []} for v in viewers),
        *({"uid": _item(a), "attrs": attributes(a), "parents": []} for a in asks),
    ]
    requests, keys = [], []
    for viewer in viewers:
        facts = {person: world.facts(viewer, person) for person in PEOPLE}
        for ask in asks:
            context = {
                "purpose": purpose or "",
                "today": TODAY.toordinal(),
                "now": int(NOW.timestamp()),
                "member": facts[ask.person_id].member,
                "herself": facts[ask.person_id].herself,
                "private": sorted(world.private(ask.person_id)),
                "confiding": sorted(c.organisation_id for c in _kept(world, ask)),
                "kept": sorted({word for c in _kept(world, ask) for word in c.data_classes}),
            }
            requests.append(
                {
                    "principal": f'Viewer::"{viewer.subject}"',
                    "action": 'Action::"see"',
                    "resource": f'Item::"{_name(ask)}"',
                    "context": context,
                }
            )
            keys.append((viewer.subject, ask.what.value, ask.object_id or ask.person_id))
    answers = cedarpy.is_authorized_batch(requests, policies(world), json.dumps(entities))
    for answer in answers:
        assert not answer.diagnostics.errors, answer.diagnostics.errors
    return {key for key, answer in zip(keys, answers, strict=True) if answer.allowed}


def policies(world: World) -> str:
    shares = (_SHARE if not share.involvement_id else _OPENING for share in world.shares)
    rendered = [t.substitute(_terms(world, share)) for t, share in zip(shares, world.shares, strict=True)]
    rendered += [
        _EMERGENCY.substitute(
            id=access.id,
            reader=access.opened_by,
            organisation=access.organisation_id,
            person=access.person_id,
            classes=json.dumps(sorted(access.data_classes)),
            ends=int(access.ends_at.timestamp()),
        )
        for access in world.emergencies
    ]
    return "\n".join([_STATIC, *rendered])


def _terms(world: World, share: Share) -> dict[str, object]:
    """Said from the world itself, not by `Standing`: this opinion must not share the first one's mistakes."""
    live, last_days = share.ended is Ended.NOT, [share.until]
    if share.basis.kind is BasisKind.CONSENT:
        consents = [c for c in world.consents if c.id == share.basis.consent_id]
        live &= any(c.withdrawn_at is None for c in consents)
        last_days += [c.expires_on for c in consents]
    if share.agreement_id:
        agreements = [a for a in world.agreements if a.id == share.agreement_id]
        live &= any(a.accepted_by == a.parties for a in agreements)
        last_days += [a.expires_on for a in agreements]
    return {
        "id": share.id,
        "recipients": json.dumps(sorted(share.to_organisation_ids)),
        "person": share.person_id,
        "giver": share.from_organisation_id,
        "case": share.case_id,
        "involvement": share.involvement_id,
        "classes": json.dumps(sorted(share.data_classes)),
        "basis": share.basis.kind.value,
        "purpose": share.purpose.value,
        "live": "true" if live else "false",
        "last_day": min(last_days).toordinal(),
    }


def share_is_live(world: World, share: Share) -> bool:
    """As Cedar would find it today."""
    terms = _terms(world, share)
    return terms["live"] == "true" and TODAY.toordinal() <= int(str(terms["last_day"]))


def _kept(world: World, ask: Ask) -> list[Confidence]:
    return [c for c in world.confidences if c.person_id == ask.person_id and c.ended_at is None]


def _name(ask: Ask) -> str:
    return f"{ask.what}/{ask.object_id or ask.person_id}"


def _viewer(viewer: Viewer) -> dict[str, str]:
    return {"type": "Viewer", "id": viewer.subject}


def _item(ask: Ask) -> dict[str, str]:
    return {"type": "Item", "id": _name(ask)}


def sql(tx: Connection, viewers: list[Viewer], purpose: Purpose | None) -> set[tuple[str, str, str]]:
    """What the database lets through: (viewer, what, object). It has no rows for networks."""
    found: set[tuple[str, str, str]] = set()
    for viewer in viewers:
        for what, statement in statements(viewer, purpose).items():
            found |= {(viewer.subject, what.value, id_) for id_ in tx.execute(statement).scalars()}
    return found


@cache
def statements(viewer: Viewer, purpose: Purpose | None) -> dict[What, Select[Any]]:
    """The same in every world: building them is most of what the second opinion costs."""
    return {
        What.CASE: select(casework.case.c.id).where(cases_visible(viewer, purpose, NOW)),
        What.RECORD: select(casework.record.c.id).where(records_visible(viewer, purpose, NOW)),
        What.HISTORY: select(casework.record_version.c.record_id).where(history_visible(viewer, purpose, NOW)),
        What.INVOLVEMENT: select(people.involvement.c.id).where(involvements_visible(viewer, NOW)),
        What.SHARE: select(sharing.share.c.id).where(shares_visible(viewer)),
        What.CONSENT: select(sharing.consent.c.id).where(consents_visible(viewer)),
    }


def engine() -> Engine:
    made = create_engine("sqlite://")
    metadata.create_all(made)
    return made


@contextmanager
def stored(made: Engine, world: World) -> Iterator[Connection]:
    """The world's rows, for the block."""
    with made.connect() as tx:
        _store(tx, world)
        yield tx
        tx.rollback()


def _store(tx: Connection, world: World) -> None:
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
    _rows(
        tx,
        p.involvement,
        [{name: getattr(one, name) for name in p.involvement.c.keys()} for one in world.involvements],  # noqa: SIM118
    )
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
    _store_bases(tx, world)
    for share in world.shares:
        _store_share(tx, share)
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


def _rows(tx: Connection, table: Table, rows: list[dict[str, object]]) -> None:
    if rows:
        tx.execute(insert(table), rows)
