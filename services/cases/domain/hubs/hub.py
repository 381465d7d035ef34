"""A multi-agency hub (MASH): a council's standing arrangement with other organisations, and who sits in it.

A member takes part once it has accepted the terms, and seats its own people: a professional by name, or all who act
for it in a role through which it speaks. Nobody sits in a hub for being employed somewhere.
"""

from dataclasses import dataclass, replace

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.cases.domain.viewer import BROKERS

NO_SEAT = "there is no such seat"
HOSTS = "council"
"""The kind of organisation that hosts one: safeguarding enquiries are a council's to lead (Children Act 1989 section
47, Care Act 2014 section 42).
"""
HUBS_EACH, SEATS_EACH = 20, 50
"""So many hubs does a council host, and so many seats does a member have in one: they are shown all at once."""
_LONGEST_NAME, _LONGEST_TERMS = 200, 20_000
_FEWEST_MEMBERS = 2


@dataclass(frozen=True, slots=True)
class Seat:
    """Either `professional_id` or `role` says who sits there for the organisation; the other is empty."""

    id: str
    organisation_id: str
    professional_id: str
    role: str


@dataclass(frozen=True, slots=True)
class Hub:
    """`members` are organisation ids, the host's among them."""

    id: str
    name: str
    terms: str
    host_id: str
    members: frozenset[str]
    accepted_by: frozenset[str]
    seats: tuple[Seat, ...] = ()

    def accepted(self, organisation_id: str) -> "Hub":
        """With that organisation's acceptance of the terms. Raises NotFound for whoever is no member."""
        if organisation_id not in self.members:
            raise NotFound("there is no such hub")
        return replace(self, accepted_by=self.accepted_by | {organisation_id})

    def seating(self, seat: Seat) -> "Hub":
        """With that seat too.

        Raises:
            NotFound: the organisation is no member.
            Denied: it has not accepted the terms.
            Conflict: it has as many seats there as it may.
            Invalid: neither one professional nor a role that speaks for the organisation.
        """
        if seat.organisation_id not in self.members:
            raise NotFound("there is no such hub")
        if seat.organisation_id not in self.accepted_by:
            raise Denied("accept the hub's terms first", code="terms-not-accepted")
        if bool(seat.professional_id) == bool(seat.role):
            raise Invalid.field("professional_id", "name a professional, or else a role")
        if seat.role and seat.role not in BROKERS:
            raise Invalid.field("role", f"must be one of {', '.join(sorted(BROKERS))}; seat others by name")
        if sum(one.organisation_id == seat.organisation_id for one in self.seats) >= SEATS_EACH:
            raise Conflict(f"a member has at most {SEATS_EACH} seats in a hub", code="too-many-seats")
        return replace(self, seats=(*self.seats, seat))

    def seat(self, seat_id: str, organisation_id: str) -> Seat:
        """One of that organisation's. Raises NotFound."""
        for seat in self.seats:
            if (seat.id, seat.organisation_id) == (seat_id, organisation_id):
                return seat
        raise NotFound(NO_SEAT)


def proposed(hub: Hub, host_kind: str) -> Hub:
    """The hub, with its host's acceptance. Raises Invalid naming what is wrong, Denied where the host is no council."""
    if host_kind != HOSTS:
        raise Denied("a council hosts a hub", code="not-a-council")
    if not 0 < len(hub.name) <= _LONGEST_NAME:
        raise Invalid.field("name", f"must be 1 to {_LONGEST_NAME} characters")
    if not 0 < len(hub.terms) <= _LONGEST_TERMS:
        raise Invalid.field("terms", f"must be 1 to {_LONGEST_TERMS} characters")
    members = hub.members | {hub.host_id}
    if len(members) < _FEWEST_MEMBERS:
        raise Invalid.field("members", "must name at least one other organisation")
    return replace(hub, members=members, accepted_by=frozenset({hub.host_id}))
