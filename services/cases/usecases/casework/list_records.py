"""The records of a case that a viewer may see, without content."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.casework.case import Case
from services.cases.domain.casework.record import Record
from services.cases.domain.gate.disclosure import Facts, Refusal, decide
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork
from services.cases.usecases.casework.get_case import asking
from services.cases.usecases.casework.permit_record import reading
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.permit import permitted


@dataclass(frozen=True, slots=True)
class RecordList:
    """`after` is where the next page begins, if there is one. `total` counts all that the viewer may see."""

    records: Sequence[Record]
    total: int
    after: Place | None


class ListRecords:
    def __init__(self, work: OpenWork, disclose: Disclose, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, disclose, clock

    async def __call__(self, caller: Caller, case_id: str, page: Page) -> RecordList:
        """Raises NotFound where the viewer may see neither the case nor any record of it, Denied for a partner's
        client: it fetches what it was told of, and browses nothing.
        """
        caller.must("records:read")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is ViewerKind.PARTNER:
            raise Denied("fetch the records that events name; there is no list for partners", code="no-list")
        async with self._work() as work:
            person_id = await work.cases.whose(case_id, viewer, now)
            person = (await work.people.held([person_id]))[person_id]
            case = await work.cases.get(case_id)
            facts = await work.gate.facts(viewer, [person.id], now)
            records = await work.records.visible(viewer, None, case.id, now, Page(page.limit + 1, page.after))
            total = await work.records.visible_count(viewer, None, case.id, now)
            if not total:
                _must_see(viewer, case, facts[person.id])
            shown = records[: page.limit]
            for leaving in permitted(viewer, [reading(record, None) for record in shown], facts):
                await self._disclose(
                    work,
                    viewer,
                    person,
                    leaving.permit,
                    what="record",
                    holder_id=leaving.holder_id,
                    classes=leaving.classes,
                    record_ids=sorted(leaving.record_ids),
                )
            after = Place(shown[-1].added_at, shown[-1].id) if len(records) > page.limit else None
        return RecordList([record.seen_by(viewer) for record in shown], total, after)


def _must_see(viewer: Viewer, case: Case, facts: Facts) -> None:
    """An empty list tells that there is a case: only to whoever may see it."""
    decision = decide(viewer, asking(case), facts)
    if isinstance(decision, Refusal):
        raise decision.problem()
