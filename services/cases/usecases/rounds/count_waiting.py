"""How much waits for a worker at the desk."""

from collections.abc import Collection, Mapping

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.desk import Queue, Waiting, may_count
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.about_oneself import oneself


class CountWaiting:
    """Of what each queue's list would show this worker, in one look. Numbers tell of nobody, and leave no disclosure: a
    desk asks at each look at it.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, queues: Collection[str]) -> Mapping[Queue, Waiting]:
        """Without those that are not the worker's, and names that are no queue's. Raises Denied to who is no worker."""
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers have a desk")
        theirs = [each for each in Queue if each in queues and may_count(each, viewer, caller.scopes)]
        async with self._work() as work:
            himself = await oneself(work, caller.subject) or ""
            return {each: await work.desk.waiting(viewer, each, himself, now) for each in theirs}
