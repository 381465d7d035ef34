"""The lists that may name a person to an organisation: of one that shows nothing of her, how fresh it is means much."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.feeds.declared_feed import FeedAround
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class ListFeedsAround:
    """Declared and delivered ones, of its own and of those it has a live agreement with. They are about nobody, and the
    same whoever is looked at; a private service's is none of them.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller) -> Sequence[FeedAround]:
        caller.must("agreements:read")
        viewer, today = viewer_of(caller), day(self._clock.now())
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers are told of the feeds around them")
        async with self._work() as work:
            return await work.feeds.around(viewer.organisation_id, today)
