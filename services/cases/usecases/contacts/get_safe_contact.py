"""How may we reach her? Asked by a worker whose organisation works with her."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Denied, NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import DataClass
from services.cases.domain.contacts.safe_contact import Channel, Reach, SafeContact, reach, said, ways
from services.cases.domain.days import day
from services.cases.domain.gate.disclosure import Permit
from services.cases.domain.purposes import purpose
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.disclose import Disclose


@dataclass(frozen=True, slots=True)
class Reachable:
    """`now`: by which channels it may be at once. `own` is what his organisation recorded itself."""

    reach: Reach
    now: frozenset[Channel]
    own: SafeContact | None


class GetSafeContact:
    """What all organisations said comes to, never by whom. To nobody for himself, and to nobody who acts for her."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, Disclose(ids, clock), clock

    async def __call__(self, caller: Caller, person_id: str, why: str) -> Reachable:
        """Raises Invalid without a purpose, Denied for oneself, NotFound for whoever does not work with her."""
        caller.must("people:read")
        viewer, reason, now = viewer_of(caller), purpose(why), self._clock.now()
        async with self._work() as work:
            people = await work.people.held([person_id])
            facts = (await work.gate.facts(viewer, [person_id], now))[person_id]
            if viewer.kind is not ViewerKind.WORKER or person_id not in people or not facts.member:
                raise NotFound("there is nothing here that you may see")
            if facts.herself:
                raise Denied("look at your own information on the resident's pages", code="own-person")
            contacts = await work.safe_contacts.of(person_id)
            heard = said(contacts, await work.involvements.of_person(person_id), day(now))
            found = reach(heard, viewer.organisation_id, day(now))
            own = [one.contact for one in heard if one.contact.organisation_id == viewer.organisation_id]
            because = f"Looked up how you may safely be contacted, for {reason.words}."
            await self._disclose(
                work,
                viewer,
                people[person_id],
                Permit("member", because, purpose=reason),
                what="contact",
                holder_id=viewer.organisation_id,
                classes=[DataClass.CONTACT],
            )
        return Reachable(found, ways(found.limits, now), own[0] if own else None)
