"""Who belongs to a person: family and household, as an organisation that knows both has recorded it.

It says how two people belong together and never where: it has no address, and that two share a home, which tells where
the one lives to whoever knows where the other does, stays inside the organisation that recorded it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from chassis.errors import Conflict, Invalid

LINKS_EACH = 100
"""So many of one person may one organisation have recorded that last: they are shown all at once."""


class Kin(StrEnum):
    """What the other is to the person."""

    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    PARTNER = "partner"
    FORMER_PARTNER = "former_partner"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    CARER = "carer"
    CARED_FOR = "cared_for"
    RELATIVE = "relative"
    HOUSEHOLD = "household"


_OTHER_WAY: Mapping[Kin, Kin] = {
    Kin.PARENT: Kin.CHILD,
    Kin.CHILD: Kin.PARENT,
    Kin.GRANDPARENT: Kin.GRANDCHILD,
    Kin.GRANDCHILD: Kin.GRANDPARENT,
    Kin.CARER: Kin.CARED_FOR,
    Kin.CARED_FOR: Kin.CARER,
}


@dataclass(frozen=True, slots=True)
class FamilyLink:
    """`other_id` is the `kin` of `person_id`. `until` is its last day, None while it lasts."""

    id: str
    person_id: str
    other_id: str
    organisation_id: str
    kin: Kin
    since: date
    until: date | None
    recorded_by: str

    def seen_from(self, person_id: str) -> "FamilyLink":
        """The same, told of this one of the two."""
        if person_id == self.person_id:
            return self
        kin = _OTHER_WAY.get(self.kin, self.kin)
        return replace(self, person_id=self.other_id, other_id=self.person_id, kin=kin)

    def says_what(self, other: "FamilyLink") -> bool:
        """Whether both say the same of the same two."""
        same = other.seen_from(self.person_id)
        return (same.person_id, same.other_id, same.kin) == (self.person_id, self.other_id, self.kin)

    def ended(self, until: date, today: date) -> "FamilyLink":
        """Raises Conflict where it has ended, Invalid for a day before it began or in the future."""
        if self.until is not None:
            raise Conflict("this has ended already", code="family-link-ended")
        if not self.since <= until <= today:
            raise Invalid.field("until", "must not be before it began, nor in the future")
        return replace(self, until=until)


@dataclass(frozen=True, slots=True)
class Relative:
    """A link as it is shown: with who the other is. `own`: the viewer's organisation recorded it."""

    link: FamilyLink
    given_name: str
    family_name: str
    date_of_birth: date
    own: bool
