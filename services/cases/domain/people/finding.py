"""Finding one person: by an identifier, or by full name and date of birth. One match is confirmed, nothing is
browsed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.cases.domain.people.matching import KnownAs
from services.cases.domain.people.person import Identity


@dataclass(frozen=True, slots=True)
class ByIdentifier:
    """`scheme` is "nhs_number", or "local_id" for the caller's own agency's."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class ByNameAndBirth:
    """Both names in full; case and accents do not count."""

    given_name: str
    family_name: str
    date_of_birth: date


@dataclass(frozen=True, slots=True)
class Found:
    """`outcome` is "match", "several" or "none"; only a match says who."""

    outcome: str
    person_id: str = ""
    identity: Identity | None = None


def found(known: Sequence[KnownAs]) -> Found:
    """Several agencies that know one person are one match; two people are "several", and neither is shown."""
    people = {one.person_id for one in known}
    if len(people) != 1:
        return Found("several" if people else "none")
    return Found("match", known[0].person_id, known[0].identity)
