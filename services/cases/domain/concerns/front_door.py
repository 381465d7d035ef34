"""Where a council hears of concerns: its front doors, as it declares them, and which is open when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from chassis.errors import Conflict, Invalid

_LOCAL = ZoneInfo("Europe/London")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LONGEST = 200
_MOST_LEADS = 10


class Door(StrEnum):
    CHILDREN = "children"
    ADULTS = "adults"
    OUT_OF_HOURS = "out_of_hours"
    CHILD_ALLEGATIONS = "child_allegations"
    """The local authority designated officer (Working Together to Safeguard Children 2023, chapter 4)."""
    ADULT_ALLEGATIONS = "adult_allegations"
    """Whoever leads on people in positions of trust (Care and Support Statutory Guidance, 14.120)."""


ALLEGATIONS = frozenset({Door.CHILD_ALLEGATIONS, Door.ADULT_ALLEGATIONS})


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """`days` are ISO weekdays, 1 for Monday; `opens` and `closes` the clock in London, both "" for always. `leads` are
    the professionals who sit at a door for allegations.
    """

    organisation_id: str
    door: Door
    team: str
    contact: str
    days: frozenset[int] = frozenset(range(1, 8))
    opens: str = ""
    closes: str = ""
    leads: frozenset[str] = frozenset()

    def is_open(self, now: datetime) -> bool:
        local = now.astimezone(_LOCAL)
        if local.isoweekday() not in self.days:
            return False
        return not self.opens or self.opens <= f"{local:%H:%M}" < self.closes


def declared(one: FrontDoor) -> FrontDoor:
    """The door, if it may be declared so. Raises Invalid naming what is wrong."""
    for field, words in (("team", one.team), ("contact", one.contact)):
        if not 0 < len(words.strip()) <= _LONGEST:
            raise Invalid.field(field, f"must be given, in at most {_LONGEST} characters")
    if not one.days or not one.days <= set(range(1, 8)):
        raise Invalid.field("days", "must be weekdays from 1, Monday, to 7")
    times = [word for word in (one.opens, one.closes) if word]
    if len(times) == 1 or not all(map(_TIME.fullmatch, times)) or (times and one.opens >= one.closes):
        raise Invalid.field("opens", "and closes must be times such as 08:30 and 17:00, the first before the second")
    if (one.door in ALLEGATIONS) != bool(one.leads) or len(one.leads) > _MOST_LEADS:
        raise Invalid.field("lead_professional_ids", f"name who sits at a door for allegations, at most {_MOST_LEADS}")
    return one


def answering(doors: Sequence[FrontDoor], about: str, now: datetime, *, allegation: bool) -> FrontDoor:
    """The door at which a concern about a child or adult is heard now. While that is shut, the team out of hours; where
    a council declares none, the door waits for morning with the concern, and the timer takes it further.

    Raises Conflict where there is none: nothing was recorded, and whoever raises it has to ring.
    """
    by_door = {one.door: one for one in doors}
    child = about == "child"
    if allegation:
        found = by_door.get(Door.CHILD_ALLEGATIONS if child else Door.ADULT_ALLEGATIONS)
    else:
        found = by_door.get(Door.CHILDREN if child else Door.ADULTS)
        if found is None or not found.is_open(now):
            found = by_door.get(Door.OUT_OF_HOURS, found)
    if found is None:
        raise Conflict(
            "this council has declared no front door for that: NOBODY WAS TOLD. Ring the council; if anybody is in "
            "danger now, ring 999",
            code="no-front-door",
        )
    return found
