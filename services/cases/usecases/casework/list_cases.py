"""The cases a viewer may see: filtered and counted in the database, each decided again before it leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.casework.case import Case
from services.cases.domain.viewer import viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.casework.get_case import asking
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.held_page import held_page
from services.cases.usecases.permit import permitted

MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class CaseList:
    """`after` is where the next page begins, if there is one. `total` is how many the viewer may see, counted up to
    `MOST_COUNTED`: who has that many counts them no further.
    """

    cases: Sequence[Case]
    total: int
    after: Place | None


class ListCases:
    def __init__(self, work: OpenWork, disclose: Disclose, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, disclose, clock

    async def __call__(self, caller: Caller, person_id: str, page: Page) -> CaseList:
        """Of one person, or of all where `person_id` is empty."""
        caller.must("cases:read")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            wanted = Page(page.limit + 1, page.after)
            cases, people = await held_page(work, partial(work.cases.visible, viewer, None, person_id, now, wanted))
            total = await work.cases.visible_count(viewer, None, person_id, now, MOST_COUNTED)
            facts = await work.gate.facts(viewer, [case.person_id for case in cases], now)
            shown = cases[: page.limit]
            leaving = permitted(viewer, [asking(case) for case in shown], facts)
            await self._disclose.page(work, viewer, people, leaving, what="case")
            after = Place(shown[-1].opened_at, shown[-1].id) if len(cases) > page.limit else None
        return CaseList([case.seen_by(viewer) for case in shown], total, after)
