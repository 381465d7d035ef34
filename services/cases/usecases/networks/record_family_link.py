"""An organisation that works with two people records how they belong together, and that they do no more."""

from datetime import date

from chassis.clock import Clock
from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.gate.disclosure import Ask, What
from services.cases.domain.networks.events import FamilyLinkMoved
from services.cases.domain.networks.family import LINKS_EACH, FamilyLink, Kin
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.permit import permitted_or_raise
from services.cases.usecases.sent_about import sent_about


class RecordFamilyLink:
    """By a worker to whom the networks of both are open because her organisation works with both."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, person_id: str, other_id: str, kin: Kin, since: date | None) -> FamilyLink:
        """`since` is None for today. Raises NotFound unless both are open to the caller, Denied, Invalid, Conflict."""
        caller.must("people:write")
        viewer, today = viewer_of(caller), day(self._clock.now())
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers record who belongs together")
        if person_id == other_id:
            raise Invalid.field("other_id", "must be somebody else")
        if since and since > today:
            raise Invalid.field("since", "must not be in the future")
        async with self._work() as work:
            await self._must_know(work, viewer, person_id, other_id)
            if earlier := await work.idempotency.earlier(caller):
                return await work.family.get(earlier)
            link = FamilyLink(
                self._ids.new("fam"),
                person_id,
                other_id,
                viewer.organisation_id,
                kin,
                since or today,
                None,
                caller.subject,
            )
            for each in (person_id, other_id):
                # What is not to be seen by her does not stand in the way: to be refused would tell of it.
                around = await work.family.around(viewer, each, self._clock.now())
                own = [one for one in around if one.organisation_id == viewer.organisation_id and one.until is None]
                if any(link.says_what(one) for one in own):
                    raise Conflict("your organisation has recorded this already", code="family-link-exists")
                if len(own) >= LINKS_EACH:
                    raise Conflict("one of the two has as many as are shown", code="too-many-family-links")
            await work.family.add(link)
            work.tell(*moved(link, caller.subject, "recorded"))
            await work.idempotency.keep(caller, link.id)
        return link

    async def _must_know(self, work: Work, viewer: Viewer, *people: str) -> None:
        for person_id in sorted(people):
            await work.people.locked(person_id)
        facts = await work.gate.facts(viewer, people, self._clock.now())
        for person_id in people:
            permit = permitted_or_raise(viewer, Ask(What.NETWORK, person_id), facts[person_id])
            if permit.basis != "member":
                raise NotFound("there is nothing here that you may see")


class EndFamilyLink:
    """By any worker of the organisation that recorded it, to whom both are open still."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, link_id: str, until: date | None, person_id: str = "") -> FamilyLink:
        """`until` is its last day, None for today; `person_id`, where one is named, is one of whom it has to be about.

        Raises NotFound, Invalid, Conflict where it has ended.
        """
        caller.must("people:write")
        viewer, today = viewer_of(caller), day(self._clock.now())
        async with self._work() as work:
            link = await work.family.shown(viewer, link_id, self._clock.now())
            own = link.organisation_id == viewer.organisation_id
            if not own or not sent_about(person_id, link.person_id, link.other_id):
                raise NotFound("there is nothing here that you may see")
            for each in sorted((link.person_id, link.other_id)):
                await work.people.locked(each)
            ended = (await work.family.get(link_id)).ended(until or today, today)
            await work.family.put(ended)
            work.tell(*moved(ended, caller.subject, "ended"))
        return ended


def moved(link: FamilyLink, by: str, step: str) -> list[FamilyLinkMoved]:
    """A leaf of each of the two, that does not name the other."""
    return [
        FamilyLinkMoved(
            person_id=person_id, organisation_id=link.organisation_id, by=by, family_link_id=link.id, step=step
        )
        for person_id in (link.person_id, link.other_id)
    ]
