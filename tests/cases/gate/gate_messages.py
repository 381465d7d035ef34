"""Private messages in generated worlds: what there is, what Cedar sees of it, and its rows."""

from collections.abc import Sequence
from datetime import date, datetime
from random import Random
from typing import Any

from sqlalchemy import Connection, insert

from services.cases.domain.gate.disclosure import Ask
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.private_messages.private_message import PrivateMessage
from services.cases.store.tables.private_messages import private_message

_ACCOUNTS = ("acc_a", "acc_b", "acc_b2", "acc_c", "acc_r", "cli_c")


def message_of(
    random: Random, id_: str, organisations: Sequence[str], people: Sequence[str], now: datetime
) -> PrivateMessage:
    return PrivateMessage(id_, random.choice(people), random.choice(organisations), random.choice(_ACCOUNTS), "", now)


def attributes_of_message(ask: Ask) -> dict[str, Any]:
    """What Cedar sees of it."""
    one = ask.message
    if one is None:
        return {"brokers": []}
    return {"brokers": sorted(one.brokers), "sender": one.organisation_id, "raisedBy": one.left_by}


def store_messages(tx: Connection, these: Sequence[PrivateMessage]) -> None:
    rows = [
        {
            "id": one.id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "left_by": one.left_by,
            "words": b"",
            "left_at": one.left_at,
        }
        for one in these
    ]
    if rows:
        tx.execute(insert(private_message), rows)


def brokers_of(person: str, involvements: Sequence[Involvement], today: date) -> frozenset[str]:
    """The organisations that work with the person in a confirmed, current, shielded service."""
    return frozenset(
        i.organisation_id
        for i in involvements
        if i.person_id == person and i.confirmed and i.shielded and (i.until is None or i.until >= today)
    )
