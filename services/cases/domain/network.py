"""All involvements around one person, as one viewer may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.cases.domain.declared_feed import DeclaredFeed
from services.cases.domain.involvement import Involvement


@dataclass(frozen=True, slots=True)
class Feed:
    """How fresh an organisation's word is, and whom it holds ("" where the organisation has not said)."""

    organisation_name: str
    name: str
    as_of: date
    coverage: str = ""
    silent_since: date | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """One involvement as shown: with its organisation's name."""

    involvement: Involvement
    organisation_name: str


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


def feeds_of(seats: Sequence[Seat], declared: Sequence[DeclaredFeed], today: date) -> tuple[Feed, ...]:
    """Of the involvements shown and no others: a feed nobody may know of must not show in its date."""
    said = {(one.organisation_id, one.name): one for one in declared}
    found: dict[tuple[str, str], Feed] = {}
    for seat in seats:
        one, shown = seat.involvement, (seat.organisation_name, seat.involvement.source)
        if one.as_of is None:
            continue
        feed = said.get((one.organisation_id, one.source))
        newest = feed.as_of if feed and feed.as_of else one.as_of
        if shown in found:
            newest = max(newest, found[shown].as_of)
        silent = feed.silent_since(today) if feed else None
        found[shown] = Feed(*shown, newest, feed.coverage if feed else "", silent)
    return tuple(found[shown] for shown in sorted(found))
