"""A colleague stands in for a worker, for as long as was said."""

from datetime import date

from chassis.clock import Clock
from chassis.errors import Conflict, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.networks.cover import Cover, declared, must_arrange
from services.cases.domain.networks.events import CoverMoved
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


class ArrangeCover:
    """By the worker herself, or a manager there. While it lasts, who covers is shown what names the worker."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(
        self, caller: Caller, professional_id: str, covering_id: str, since: date | None, until: date | None
    ) -> Cover:
        """`professional_id` is empty for oneself, `since` None for today. Raises Denied, Invalid, Conflict where
        somebody covers for her on some of these days.
        """
        caller.must("people:write")
        viewer, today = viewer_of(caller), day(self._clock.now())
        whose = professional_id or viewer.professional_id
        must_arrange(viewer, whose)
        if until is None:
            raise Invalid.field("until", "must be given")
        if since and since < today:
            raise Invalid.field("since", "must not be in the past")
        made = declared(self._ids.new("cov"), viewer, whose, covering_id, (since or today, until))
        async with self._work() as work:
            await work.organisations.alone(viewer.organisation_id)
            if earlier := await work.idempotency.earlier(caller):
                return await work.covers.get(earlier)
            there = await work.covers.of_worker(viewer.organisation_id, whose, today)
            if any(made.meets(other) for other in there):
                raise Conflict("somebody covers for this worker on some of these days already", code="cover-exists")
            await work.covers.add(made)
            work.tell(moved(made, caller.subject, "declared"))
            await work.idempotency.keep(caller, made.id)
        return made


def moved(cover: Cover, by: str, step: str) -> CoverMoved:
    return CoverMoved(
        person_id="",
        organisation_id=cover.organisation_id,
        by=by,
        cover_id=cover.id,
        professional_id=cover.professional_id,
        covering_id=cover.covering_id,
        until=cover.until.isoformat(),
        step=step,
    )
