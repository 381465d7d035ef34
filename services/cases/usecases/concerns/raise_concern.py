"""A worker raises a concern about a person."""

from collections.abc import Collection
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.choice import choice
from services.cases.domain.concerns.concern import About, Concern, Urgency, checked
from services.cases.domain.concerns.events import ConcernHandedIn, ConcernRaised
from services.cases.domain.concerns.front_door import FrontDoor, answering
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work


@dataclass(frozen=True, slots=True)
class ConcernWish:
    """`about` is "child" or "adult"; `alleged_professional_id` whom an allegation is about, if the directory has
    them.
    """

    person_id: str
    council_id: str
    about: str
    urgency: str
    words: str
    exclude: Collection[str] = ()
    allegation: bool = False
    alleged_professional_id: str = ""


@dataclass(frozen=True, slots=True)
class Raised:
    """What was recorded, and the door at which it is heard; who else hears of it is nobody's to learn."""

    concern: Concern
    door: FrontDoor


class RaiseConcern:
    """It is at the front door when this returns, whoever is signed in there. Where a council has declared no door, it
    is refused, so that whoever raises it rings; nothing lies unread where nobody looks.
    """

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, wish: ConcernWish) -> Raised:
        """Raises Invalid, NotFound for an unknown person, Denied for oneself, Conflict without a front door."""
        caller.must("people:write")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers raise concerns")
        about, urgency = choice(About, "about", wish.about), choice(Urgency, "urgency", wish.urgency)
        async with self._work() as work:
            await work.people.locked(wish.person_id)
            # A person that only a shielded service knows is nobody to others.
            await work.people.shown_as(wish.person_id, viewer, now)
            if (await work.gate.facts(viewer, [wish.person_id], now))[wish.person_id].herself:
                raise Denied("ask the council for help about yourself, or ring 999", code="own-person")
            doors = await work.concerns.doors(wish.council_id)
            if earlier := await work.idempotency.earlier(caller):
                before = await work.concerns.get(earlier)
                return Raised(before, next(one for one in doors if one.door is before.door))
            door = answering(doors, about, now, allegation=wish.allegation)
            concern = checked(
                Concern(
                    id=self._ids.new("ccn"),
                    person_id=wish.person_id,
                    organisation_id=viewer.organisation_id,
                    named=not await _in_private(work, wish.person_id, viewer.organisation_id),
                    raised_by=viewer.subject,
                    council_id=wish.council_id,
                    door=door.door,
                    about=about,
                    urgency=urgency,
                    allegation=wish.allegation,
                    alleged=wish.alleged_professional_id,
                    excluded=frozenset(wish.exclude),
                    words=wish.words,
                    raised_at=now,
                    due_at=now + urgency.within,
                    leads=door.leads,
                )
            )
            await work.concerns.add(concern)
            await work.idempotency.keep(caller, concern.id)
            which = {"person_id": concern.person_id, "concern_id": concern.id}
            work.tell(
                ConcernHandedIn(organisation_id=concern.organisation_id, by=caller.subject, **which),
                ConcernRaised(organisation_id=concern.council_id, by="", **which),
            )
        return Raised(concern, door)


async def _in_private(work: Work, person_id: str, organisation_id: str) -> bool:
    """Whether the organisation has shielded involvements with the person, and no other: to name it would tell of
    them.
    """
    own = [one for one in await work.involvements.of_person(person_id) if one.organisation_id == organisation_id]
    return bool(own) and all(one.shielded for one in own)
