"""All involvements around one person, as one viewer may see them."""

from dataclasses import dataclass
from datetime import date

from services.cases.domain.involvement import Involvement


@dataclass(frozen=True, slots=True)
class Feed:
    """How fresh an organisation's word is."""

    organisation_name: str
    name: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Seat:
    """One involvement as shown: with its organisation's name, and until when who covers for whom it names."""

    involvement: Involvement
    organisation_name: str
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
    because: str

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """Of the involvements shown and no others: a feed nobody may know of must not show in its date."""
        newest: dict[tuple[str, str], date] = {}
        for seat in self.seats:
            key, as_of = (seat.organisation_name, seat.involvement.source), seat.involvement.as_of
            if as_of is not None:
                newest[key] = max(as_of, newest.get(key, as_of))
        return tuple(Feed(organisation, name, as_of) for (organisation, name), as_of in sorted(newest.items()))
