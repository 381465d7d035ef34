"""Whom a professional still works with by the record, to whoever may hand them over."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import DataClass
from services.cases.domain.gate.disclosure import of_involvement
from services.cases.domain.networks.hand_over import must_see_to
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.people.person import Identity
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.held_page import held_page
from services.cases.usecases.permit import permitted

_BECAUSE = "On the list of people whom somebody works with, to be handed over."


@dataclass(frozen=True, slots=True)
class InHand:
    involvement: Involvement
    identity: Identity


@dataclass(frozen=True, slots=True)
class PeopleOf:
    """`after` is where the next page begins; empty on the last."""

    items: Sequence[InHand]
    after: str


class ListPeopleOf:
    """At the caller's own organisation. Each listing leaves a disclosure of each person on it; it is no list of the
    caller's own people, so patterns of looks count it.
    """

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, Disclose(ids, clock), clock

    async def __call__(self, caller: Caller, professional_id: str, after: str, limit: int) -> PeopleOf:
        """Raises Invalid, Denied to who is neither the professional nor a manager."""
        caller.must("people:write")
        viewer, now = viewer_of(caller), self._clock.now()
        must_see_to(professional_id, viewer)
        async with self._work() as work:
            read = partial(work.networks.in_hand, viewer, professional_id, now, after, limit + 1)
            found, people = await held_page(work, read)
            shown = found[:limit]
            facts = await work.gate.facts(viewer, [one.person_id for one in shown], now)
            leaving = permitted(viewer, list(map(of_involvement, shown)), facts)
            for one in leaving:
                one.classes.add(DataClass.IDENTITY)
                one.permit = one.permit._replace(because=_BECAUSE)
            await self._disclose.page(work, viewer, people, leaving, "caseload")
            known = await work.people.shown_as_each({one.person_id for one in shown}, viewer, now)
        return PeopleOf(
            [InHand(one, who) for one in shown if (who := known.get(one.person_id))],
            shown[-1].id if len(found) > limit else "",
        )
