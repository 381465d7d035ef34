"""Rows that name somebody else than their local id did before: two numbers swapped, or one used again at the source."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.cases.domain.feeds.caseload import Good, Refused
from services.cases.domain.people.person import Identity, Knowledge


def mistaken(rows: Sequence[Good], known: Mapping[str, Knowledge]) -> dict[str, Refused]:
    """By local id, what would put one person's life under another's name: refused, for somebody at the source to look.

    One row by itself where both names and the date of birth have changed (names in each other's place are no change,
    and the same NHS number says that it is she); two rows where each has become what the other was.
    """
    earlier = {id_: one.identity for id_, one in known.items()}
    was = {_who(identity): id_ for id_, identity in earlier.items()}
    now = {row.local_id: _who(row.identity) for row in rows}
    refused: dict[str, Refused] = {}
    for row in rows:
        before = earlier.get(row.local_id)
        if before is None or _who(before) == now[row.local_id]:
            continue
        other = was.get(now[row.local_id])
        if other is not None and now.get(other) == _who(before):
            reason = "has changed places with another row: were two ids swapped?"
            refused[row.local_id] = Refused(row.line, "local_id", reason)
        elif _somebody_else(before, row.identity):
            reason = "was somebody with another name and date of birth; give a new person a new local id"
            refused[row.local_id] = Refused(row.line, "local_id", reason)
    return refused


def _who(identity: Identity) -> tuple[str, str, date]:
    return identity.given_folded, identity.family_folded, identity.date_of_birth


def _somebody_else(before: Identity, now: Identity) -> bool:
    same_number = before.nhs_number != "" and before.nhs_number == now.nhs_number
    names = {before.given_folded, before.family_folded} & {now.given_folded, now.family_folded}
    return not (same_number or names or before.date_of_birth == now.date_of_birth)
