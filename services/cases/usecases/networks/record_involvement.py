"""A worker says "I work with this person"; a manager or a feed records that somebody does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from chassis.clock import Clock
from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.networks.involvement import DECLARED, Involvement, Status, hidden, same, works_privately
from services.cases.domain.people.events import InvolvementNoted
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.about_oneself import about_oneself
from services.cases.usecases.networks.announce_involvement import announce

_LONGEST = 100
BY_MANAGER, BY_FEED = "manager", "feed"


@dataclass(frozen=True, slots=True)
class Working:
    """Who works with whom: `person_id`, or the organisation's own `local_id`. `professional_id` is empty for a team,
    and for a worker who means herself. `since` is None for today. `shielded` is None for as the organisation works with
    the person already, as far as whoever says it is told."""

    person_id: str = ""
    local_id: str = ""
    professional_id: str = ""
    team: str = ""
    role: str = ""
    since: date | None = None
    shielded: bool | None = None


class RecordInvolvement:
    """What a worker declares of herself waits for somebody else's confirmation, and opens nothing. What a manager
    records, or a feed (a client that may import people), is confirmed, and confirms an earlier declaration of the
    same."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, working: Working) -> Involvement:
        """Raises NotFound for an unknown person, Denied for somebody else's involvement or one with oneself, Conflict
        when it is there already."""
        feed = "people:import" in caller.scopes
        if not feed:
            caller.must("people:write")
        viewer, today = viewer_of(caller), day(self._clock.now())
        if viewer.kind not in (ViewerKind.WORKER, ViewerKind.PARTNER):
            raise Denied("only workers and their agencies' systems record who works with whom")
        source = BY_FEED if feed else BY_MANAGER if viewer.role == "manager" else DECLARED
        one = self._involvement(viewer, working, source, today)
        async with self._work() as work:
            if earlier := await work.idempotency.earlier(caller):
                return await work.involvements.get(earlier, viewer.organisation_id)
            person_id = await self._person(work, viewer, working, feed=feed)
            await work.people.locked(person_id)
            if await about_oneself(work, caller.subject, person_id):
                raise Denied("you cannot work with yourself", code="own-person")
            around = await work.involvements.of_person(person_id)
            # By who asks, not by what is there: what is hidden changes no statement.
            everything = feed or viewer.speaks
            known = around if everything else [other for other in around if not hidden(other, viewer)]
            told = around if everything or await self._is_named(work, viewer, person_id) else known
            shielded = works_privately(working.shielded, told, viewer, today, feed=feed)
            one = replace(one, person_id=person_id, shielded=shielded)
            one = await self._kept(work, one, known, today)
            step = "recorded" if one.confirmed else "declared"
            work.tell(
                InvolvementNoted(
                    person_id=person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    involvement_id=one.id,
                    step=step,
                )
            )
            announce(work, one, caller.subject)
            await work.idempotency.keep(caller, one.id)
        return one

    async def _is_named(self, work: Work, viewer: Viewer, person_id: str) -> bool:
        """Her work with the person names the viewer, or whom he covers for."""
        facts = await work.gate.facts(viewer, [person_id], self._clock.now())
        return facts[person_id].named

    def _involvement(self, viewer: Viewer, working: Working, source: str, today: date) -> Involvement:
        professional = working.professional_id
        if source == DECLARED:
            if professional not in ("", viewer.professional_id):
                raise Denied("you can only say that you yourself work with somebody", code="not-yourself")
            professional = viewer.professional_id
        if not professional and not working.team:
            raise Invalid.field("professional_id", "must be given, or a team")
        for field in ("team", "role"):
            if len(getattr(working, field)) > _LONGEST:
                raise Invalid.field(field, f"must be at most {_LONGEST} characters")
        if working.since and working.since > today:
            raise Invalid.field("since", "must not be in the future")
        return Involvement(
            id=self._ids.new("inv"),
            person_id="",
            organisation_id=viewer.organisation_id,
            professional_id=professional,
            team=working.team,
            role=working.role,
            since=working.since or today,
            until=None,
            source=source,
            as_of=today if source == BY_FEED else None,
            confirmed=source != DECLARED,
            declared_by=viewer.subject,
            shielded=False,
        )

    async def _person(self, work: Work, viewer: Viewer, working: Working, *, feed: bool) -> str:
        own, now = viewer.organisation_id, self._clock.now()
        if working.person_id:
            # A person that only a shielded service knows is not there for others to work with.
            if feed:
                await work.people.known_as(working.person_id, own)
            else:
                await work.people.shown_as(working.person_id, viewer, now)
            return working.person_id
        if feed:
            entries = await work.people.known(own, [working.local_id])
            known = [one.person_id for one in entries.values()]
        else:
            known = [one.person_id for one in await work.people.local(working.local_id, viewer, now)]
        if not known:
            raise NotFound("your organisation has nobody under that local id")
        return known[0]

    async def _kept(self, work: Work, one: Involvement, known: Sequence[Involvement], today: date) -> Involvement:
        """`known` are those that whoever records it may know of."""
        for other in known:
            if not same(one, other) or other.status(today) is Status.HISTORIC:
                continue
            if other.confirmed or not one.confirmed or other.declared_by == one.declared_by:
                raise Conflict("this involvement is recorded already", code="involvement-exists")
            confirmed = replace(other, confirmed=True)
            await work.involvements.put([confirmed])
            return confirmed
        await work.involvements.add([one])
        return one
