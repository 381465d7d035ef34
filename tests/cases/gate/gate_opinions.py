"""The second and third opinion on a generated world: Cedar's, and the database's."""

import json
from collections.abc import Collection
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

import cedarpy
from sqlalchemy import Connection, Select, select

from services.cases.domain.consents.confidence import Confidence
from services.cases.domain.gate import disclosure as gate
from services.cases.domain.gate.disclosure import Ask, What
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.basis import BasisKind
from services.cases.domain.sharing.share import Ended, Share
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.store.casework.case_lists import asked, listed
from services.cases.store.gate.concerns import concerns_visible
from services.cases.store.gate.conditions import (
    consents_visible,
    history_visible,
    involvements_visible,
    records_visible,
    shares_visible,
)
from services.cases.store.gate.enquiries import contributions_visible, enquiries_visible
from services.cases.store.gate.exports import exports_visible
from services.cases.store.gate.private_messages import private_messages_visible
from services.cases.store.tables import casework, concerns, disclosures, hubs, people, private_messages, sharing
from tests.cases.gate.gate_attributes import attributes
from tests.cases.gate.gate_worlds import NOW, PEOPLE, TODAY, World

ROWS = tuple(what for what in What if what not in (What.NETWORK, What.PERSON))
"""What is decided by a condition on rows; who is found is held to Cedar in `test_gate_paths.py`."""

_FOLDER = Path(gate.__file__).parent
_STATIC = (_FOLDER / "policy.cedar").read_text()
_SHARE = Template((_FOLDER / "share.cedar").read_text())
_OPENING = Template((_FOLDER / "opening.cedar").read_text())
_RELEASE = Template((_FOLDER / "release.cedar").read_text())
_SEAT = Template((_FOLDER / "seat.cedar").read_text())
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
                "named": facts[ask.person_id].named,
                "herself": facts[ask.person_id].herself,
                "oneself": sorted(person for account, person in world.links.items() if account == viewer.subject),
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
    rendered = [
        template.substitute(_terms(world, share) | {"id": f"{share.id} {number}"})
        for share in world.shares
        for number, template in enumerate(_templates(share))
    ]
    rendered += [
        _SEAT.substitute(
            id=one.seat.id,
            organisation=one.seat.organisation_id,
            professional=one.seat.professional_id,
            role=one.seat.role,
            hub=one.hub_id,
            taken=_truth((one.hub_id, one.seat.organisation_id) in world.hubs.accepted and not one.ended),
        )
        for one in world.hubs.sittings
    ]
    rendered += [
        _EMERGENCY.substitute(
            id=access.id,
            reader=access.opened_by,
            organisation=access.organisation_id,
            person=access.person_id,
            classes=json.dumps(sorted(access.data_classes)),
            opened=int(access.opened_at.timestamp()),
            ends=int(access.ends_at.timestamp()),
        )
        for access in world.emergencies
    ]
    return "\n".join([_STATIC, *rendered])


def _templates(share: Share) -> list[Template]:
    """One that opens a private service by way of a hub is two permits."""
    if not share.involvement_id and not share.contribution_id:
        return [_SHARE]
    return [*([_OPENING] if share.involvement_id else []), *([_RELEASE] if share.contribution_id else [])]


def _truth(held: bool) -> str:
    return "true" if held else "false"


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
        "professional": share.to_professional_id,
        "contribution": share.contribution_id,
        "classes": json.dumps(sorted(share.data_classes)),
        "basis": share.basis.kind.value,
        "purpose": share.purpose.value,
        "live": _truth(live),
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


def sql(
    tx: Connection, viewers: Collection[Viewer], purpose: Purpose | None, whats: Collection[What] = ROWS
) -> set[tuple[str, str, str]]:
    """What the database lets through: (viewer, what, object)."""
    found: set[tuple[str, str, str]] = set()
    for viewer in viewers:
        for what in whats:
            if what is What.CASE:
                seen = _cases(tx, viewer, purpose)
            else:
                seen = set(tx.execute(statement(what, viewer, purpose)).scalars())
            found |= {(viewer.subject, what.value, id_) for id_ in seen}
    return found


def _cases(tx: Connection, viewer: Viewer, purpose: Purpose | None) -> set[str]:
    """As they are listed: of all people at once, and of each person hers."""

    def listed_of(person: str) -> set[tuple[str, str]]:
        given = asked(viewer, person, NOW, Page(1_000))
        rows = tx.execute(listed(viewer.kind, purpose, of_person=person != "", placed=False), given)
        return {(row.person_id, row.id) for row in rows}

    everybodys = listed_of("")
    for person in PEOPLE:
        assert listed_of(person) == {each for each in everybodys if each[0] == person}
    return {id_ for _, id_ in everybodys}


@cache
def statement(what: What, viewer: Viewer, purpose: Purpose | None) -> Select[Any]:
    """The same in every world: building them is most of what the second opinion costs."""
    match what:
        case What.CASE:
            return listed(viewer.kind, purpose, of_person=False, placed=False)
        case What.RECORD:
            return select(casework.record.c.id).where(records_visible(viewer, purpose, NOW))
        case What.HISTORY:
            return select(casework.record_version.c.record_id).where(history_visible(viewer, purpose, NOW))
        case What.INVOLVEMENT:
            return select(people.involvement.c.id).where(involvements_visible(viewer, NOW))
        case What.SHARE:
            return select(sharing.share.c.id).where(shares_visible(viewer))
        case What.CONSENT:
            return select(sharing.consent.c.id).where(consents_visible(viewer))
        case What.ENQUIRY:
            return select(hubs.enquiry.c.id).where(enquiries_visible(viewer, purpose, NOW))
        case What.EXPORT:
            return select(disclosures.disclosure.c.id).where(exports_visible(viewer))
        case What.CONCERN:
            return select(concerns.concern.c.id).where(concerns_visible(viewer, NOW))
        case What.PRIVATE_MESSAGE:
            return select(private_messages.private_message.c.id).where(private_messages_visible(viewer, NOW))
        case What.CONTRIBUTION:
            return select(hubs.contribution.c.id).where(contributions_visible(viewer, purpose, NOW))
        case _:
            raise KeyError(what)
