"""All involvements around one person, as one viewer may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.cases.domain.feeds.declared_feed import silent_since
from services.cases.domain.networks.involvement import Involvement


@dataclass(frozen=True, slots=True)
class Feed:
    """How fresh an organisation's word is, and whom it holds ("" where the organisation has not said)."""

    organisation_name: str
    name: str
    as_of: date
    coverage: str = ""
    silent_since: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What an organisation says of the feed that an involvement came by."""

    coverage: str
    every_days: int
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Seat:
    """One involvement as shown: with its organisation's name, what that says of its feed, and until when who covers for
    whom it names.
    """

    involvement: Involvement
    organisation_name: str
    said: Said | None = None
    covered_by: str = ""
    covered_until: date | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """`because` says in one plain sentence why the viewer may see it."""

    person_id: str
    given_name: str
    family_name: str
    date_of_birth: date
    seats: tuple[Seat, ...]
    feeds: tuple[Feed, ...]
    because: str


def feeds_of(seats: Sequence[Seat], today: date) -> tuple[Feed, ...]:
    """Of the involvements shown and no others: a feed nobody may know of must not show in its date."""
    found: dict[tuple[str, str], Feed] = {}
    for seat in seats:
        one, said, shown = seat.involvement, seat.said, (seat.organisation_name, seat.involvement.source)
        if one.as_of is None:
            continue
        newest = said.as_of if said and said.as_of else one.as_of
        if shown in found:
            newest = max(newest, found[shown].as_of)
        silent = silent_since(said.as_of, said.every_days, today) if said else None
        found[shown] = Feed(*shown, newest, said.coverage if said else "", silent)
    return tuple(found[shown] for shown in sorted(found))
