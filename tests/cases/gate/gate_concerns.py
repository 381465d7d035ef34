"""Concerns in generated worlds: what there is, what Cedar sees of it, and its rows."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import Connection, insert

from services.cases.domain.concerns.concern import About, Concern, Step, Urgency
from services.cases.domain.concerns.front_door import ALLEGATIONS, Door
from services.cases.domain.gate.disclosure import Ask
from services.cases.store.tables import concerns

LEADS = {"org_a": "pro_a", "org_b": "pro_b2", "org_c": "pro_c"}
"""Who sits at the doors for allegations of each organisation."""
_ACCOUNTS = ("acc_a", "acc_b2", "acc_c", "acc_g", "acc_r", "acc_q", "cli_c", "cli_org_a")
_ALLEGED = ("", "", "pro_a", "pro_b2", "pro_c")


def concern_of(random: Random, id_: str, organisations: Sequence[str], people: Sequence[str], now: datetime) -> Concern:
    council, allegation = random.choice(organisations), random.random() < 0.4
    return Concern(
        id=id_,
        person_id=random.choice(people),
        organisation_id=random.choice(organisations),
        named=True,
        raised_by=random.choice(_ACCOUNTS),
        council_id=council,
        door=random.choice(sorted(ALLEGATIONS)) if allegation else Door.ADULTS,
        about=About.ADULT,
        urgency=Urgency.SOON,
        allegation=allegation,
        alleged=random.choice(_ALLEGED) if allegation else "",
        excluded=frozenset(random.sample(organisations, random.randint(0, 2))) - {council},
        words="",
        raised_at=now,
        due_at=now,
        leads=frozenset({LEADS[council]}) if allegation else frozenset(),
        step=random.choice(list(Step)),
        closed_at=random.choice((None, None, now)),
    )


def attributes_of_concern(ask: Ask) -> dict[str, Any]:
    """What Cedar sees of it."""
    one = ask.concern
    if one is None:
        nothing: dict[str, Any] = {"council": "", "sender": "", "raisedBy": "", "alleged": "", "leads": []}
        return nothing | {"allegation": False, "guardianToo": False, "excluded": [], "over": False}
    return {
        "council": one.council_id,
        "sender": one.organisation_id,
        "raisedBy": one.raised_by,
        "allegation": one.allegation,
        "alleged": one.alleged,
        "leads": sorted(one.leads),
        "guardianToo": one.step is Step.LAST,
        "excluded": sorted(one.excluded),
        "over": one.closed_at is not None,
    }


def store_concerns(tx: Connection, these: Sequence[Concern]) -> None:
    leads = {(one.council_id, one.door): " ".join(sorted(one.leads)) for one in these if one.allegation}
    doors = [
        {
            "organisation_id": organisation,
            "door": door.value,
            "team": "",
            "contact": "",
            "days": "1",
            "opens": "",
            "closes": "",
            "leads": leads.get((organisation, door), lead) if door in ALLEGATIONS else "",
        }
        for organisation, lead in LEADS.items()
        for door in Door
    ]
    tx.execute(insert(concerns.front_door), doors)
    rows = [
        {
            "id": one.id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "named": one.named,
            "raised_by": one.raised_by,
            "council_id": one.council_id,
            "door": one.door.value,
            "about": one.about.value,
            "urgency": one.urgency.value,
            "allegation": one.allegation,
            "alleged": one.alleged,
            "excluded": " ".join(sorted(one.excluded)),
            "words": b"",
            "raised_at": one.raised_at,
            "due_at": one.due_at,
            "acknowledged_by": "",
            "step": one.step.value,
            "outcome": "",
            "closed_at": one.closed_at,
            "closed_by": "",
        }
        for one in these
    ]
    if rows:
        tx.execute(insert(concerns.concern), rows)
