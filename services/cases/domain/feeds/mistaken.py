"""Rows that name somebody else than their local id did before: two numbers swapped, or one used again at the source, or
given by two systems of one agency that number each for itself.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from services.cases.domain.feeds.caseload import Good, Refused
from services.cases.domain.people.person import Identity, Knowledge


def mistaken(rows: Sequence[Good], known: Mapping[str, Knowledge], fed: Collection[str]) -> dict[str, Refused]:
    """By local id, what would put one person's life under another's name: refused, for somebody at the source to look.

    One row by itself where both names and the date of birth have changed (names in each other's place are no change,
    and the same NHS number says that it is she); two rows where each has become what the other was. Of a local id that
    this feed has not `fed` before, so that another system of the agency's gave it, two of the three have to agree.
    """
    earlier = {id_: one.identity for id_, one in known.items()}
    was = {_who(identity): id_ for id_, identity in earlier.items()}
    now = {row.local_id: _who(row.identity) for row in rows}
    refused: dict[str, Refused] = {}
    for row in rows:
        before = earlier.get(row.local_id)
        if before is None or _who(before) == now[row.local_id]:
            continue
        if row.local_id not in fed and not _plainly_one(before, row.identity):
            reason = "is somebody else's in another of your systems: put something of the system in front of its ids"
            refused[row.local_id] = Refused(row.line, "local_id", reason)
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
    return not (_same_number(before, now) or _names(before) & _names(now) or before.date_of_birth == now.date_of_birth)


def _plainly_one(before: Identity, now: Identity) -> bool:
    both = _names(before) == _names(now)
    one_and_birth = before.date_of_birth == now.date_of_birth and bool(_names(before) & _names(now))
    return _same_number(before, now) or both or one_and_birth


def _same_number(before: Identity, now: Identity) -> bool:
    return before.nhs_number != "" and before.nhs_number == now.nhs_number


def _names(identity: Identity) -> frozenset[str]:
    return frozenset((identity.given_folded, identity.family_folded))
