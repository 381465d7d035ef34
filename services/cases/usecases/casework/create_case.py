"""A worker's organisation opens a case about a person it knows."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.casework.case import Case, CaseStatus, kind, opened_privately, title
from services.cases.domain.days import day
from services.cases.domain.events import CaseOpened
from services.cases.domain.gate.asking import Facts
from services.cases.domain.networks.involvement import Involvement, Status
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.casework.get_case import asking
from services.cases.usecases.permit import permitted_or_raise


class CreateCase:
    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, person_id: str, name: str, sort: str, private: bool | None = None) -> Case:
        """`private`: of a private service, and for it alone; or not, where that is asked for.

        Raises Invalid, NotFound for a person the organisation does not work with, Denied for oneself, and for a private
        one where the caller is told of no private service, or speaks for none to open it.
        """
        caller.must("cases:write")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers open cases")
        async with self._work() as work:
            await work.people.locked(person_id)
            # A person that only a shielded service knows is nobody to others.
            await work.people.shown_as(person_id, viewer, now)
            facts = (await work.gate.facts(viewer, [person_id], now))[person_id]
            if facts.herself:
                raise Denied("somebody else has to open a case about you", code="own-person")
            if not facts.member:
                raise Denied("your organisation has no confirmed involvement with this person", code="not-a-member")
            if earlier := await work.idempotency.earlier(caller):
                case = await work.cases.get(earlier)
                permitted_or_raise(viewer, asking(case), facts)
                return case
            works = await _works(work, viewer, facts, person_id)
            sorted_as = kind(sort)
            case = Case(
                id=self._ids.new("cas"),
                person_id=person_id,
                organisation_id=viewer.organisation_id,
                title=title(name),
                kind=sorted_as,
                status=CaseStatus.OPEN,
                opened_at=now,
                version=1,
                retention=sorted_as.classes[0],
                private=opened_privately(private, works, viewer),
            )
            await work.cases.add(case)
            await work.idempotency.keep(caller, case.id)
            work.tell(
                CaseOpened(
                    person_id=person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    case_id=case.id,
                    private=case.private,
                )
            )
        return case


async def _works(work: Work, viewer: Viewer, facts: Facts, person_id: str) -> Sequence[Involvement]:
    """How his organisation works with her today, as far as he is told."""
    every = await work.involvements.of_person(person_id)
    own = [one for one in every if one.organisation_id == viewer.organisation_id and one.confirmed]
    current = [one for one in own if one.status(day(facts.now)) is Status.CURRENT]
    return [one for one in current if not one.shielded or viewer.speaks or facts.named]
