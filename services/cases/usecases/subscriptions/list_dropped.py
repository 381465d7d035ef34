"""What was not sent to partners, and why: the councils' side only."""

from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.subscriptions.delivery import Delivery
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.subscriptions.list_deliveries import PAGE


class ListDropped:
    """An organisation's managers and officers see which of its own events the gate kept back, from whom and why."""

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, before: str, limit: int) -> list[Delivery]:
        caller.must("dropped:read")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("what was not sent is the councils' side only")
        async with self._work() as work:
            return await work.deliveries.dropped(viewer.organisation_id, before, max(1, min(limit or PAGE, PAGE)))
